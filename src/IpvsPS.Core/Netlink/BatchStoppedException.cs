namespace IpvsPS.Netlink;

/// <summary>A batch was stopped between two datagrams: what was sent has been answered, and the rest was never sent.</summary>
/// <param name="doneCount">How many messages the kernel took.</param>
public sealed class BatchStoppedException(int doneCount) : OperationCanceledException
{
    /// <summary>How many messages the kernel took; they are the first, without those it refused.</summary>
    public int DoneCount { get; } = doneCount;
}
