namespace IpvsPS.Netlink;

/// <summary>
/// How long one request may take, whatever arrives meanwhile. The kernel works while a request is sent, so its answers
/// wait already; silence ends earlier, with the socket's own timeout.
/// </summary>
internal struct RequestDeadline(TimeProvider clock)
{
    /// <summary>
    /// An answer has mostly come by then. Reading the clock is a system call where the kernel has no vDSO for it, as in the
    /// lab, and would be a third of the time of a short listing.
    /// </summary>
    private const int FreeTries = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private int _tries;
    private long? _start;

    /// <summary>To be asked before each system call. The time runs from the first time that the clock is read.</summary>
    public bool IsOver()
    {
        if (_tries < FreeTries)
        {
            _tries++;
            return false;
        }

        _start ??= clock.GetTimestamp();
        return clock.GetElapsedTime(_start.Value) > Limit;
    }
}
