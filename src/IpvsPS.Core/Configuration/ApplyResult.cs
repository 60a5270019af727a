using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>Something that the kernel refused: what it was about, and why.</summary>
public sealed record ApplyRefusal(object Target, NetlinkException Exception);

/// <summary>How an apply ended.</summary>
public sealed class ApplyResult
{
    /// <summary>What the kernel refused; nothing where all was done, or where it was stopped.</summary>
    public List<ApplyRefusal> Refusals { get; } = [];

    /// <summary>Whether a stop ended it between two datagrams.</summary>
    public bool IsStopped { get; set; }

    /// <summary>After a stop: how many of the plan's changes were made; they are the first.</summary>
    public int DoneCount { get; set; }

    /// <summary>
    /// In words: after a refusal, what was done and could not be taken back, nothing where all was; after a stop, what could
    /// not be published.
    /// </summary>
    public List<string> Left { get; } = [];

    /// <summary>Whether not even the table could be read back, so that some of what is left may have been taken back.</summary>
    public bool IsLeftGuessed { get; set; }
}
