using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>Something that the kernel refused: what it was about, and why.</summary>
internal readonly record struct ApplyRefusal(object Target, NetlinkException Exception);

/// <summary>How an apply ended.</summary>
internal sealed class ApplyResult
{
    /// <summary>What the kernel refused; nothing where all was done, or where it was stopped.</summary>
    public List<ApplyRefusal> Refusals { get; } = [];

    /// <summary>Whether a stop ended it between two datagrams.</summary>
    public bool IsStopped { get; set; }

    /// <summary>How many changes were made before a stop; that a service is published is none of its own.</summary>
    public int DoneCount { get; set; }

    /// <summary>After a refusal: what was done and could not be taken back, in words; nothing where all was taken back.</summary>
    public List<string> Left { get; } = [];
}
