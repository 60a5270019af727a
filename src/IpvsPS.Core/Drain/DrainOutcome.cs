using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>What has become of one real server that was to be suspended or resumed.</summary>
/// <param name="Server">Which one.</param>
public sealed record DrainOutcome(RealServerId Server)
{
    /// <summary>The weight it has now.</summary>
    public int Weight { get; init; }

    /// <summary>The weight it had before.</summary>
    public int FormerWeight { get; init; }

    /// <summary>What is remembered of it now; null where nothing is.</summary>
    public Suspension? Suspension { get; init; }

    /// <summary>Whether the kernel was told anything: not where it was as it should be.</summary>
    public bool IsChanged { get; init; }

    /// <summary>The flag that its service's scheduler was given first; null where none was.</summary>
    public string? FallbackFlag { get; init; }

    /// <summary>What prevented it; null where nothing did.</summary>
    public DrainFinding? Problem { get; init; }

    /// <summary>What the kernel refused; null where it refused nothing.</summary>
    public NetlinkException? Refusal { get; init; }

    /// <summary>What is to be known besides.</summary>
    public IReadOnlyList<DrainFinding> Notes { get; init; } = [];

    /// <summary>Whether it is as it was to be.</summary>
    public bool IsDone => Problem is null && Refusal is null;
}
