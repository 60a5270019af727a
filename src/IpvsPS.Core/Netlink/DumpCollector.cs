namespace IpvsPS.Netlink;

/// <summary>
/// What has come of one reading of a listing. A connection has one, used again for each: listings come by the thousand,
/// and what is made for each is to be collected again.
/// </summary>
internal sealed class DumpCollector
{
    private MessageHandler _handle = (in NetlinkMessage _) => { };
    private bool _isCounted;

    public DumpCollector() => Take = TakeAnswer;

    /// <summary>Takes each answer.</summary>
    public MessageHandler Take { get; }

    /// <summary>What the kernel has refused the listing with.</summary>
    public Errno Error { get; private set; }

    public string? KernelMessage { get; private set; }

    /// <summary>Whether the kernel has said that the table changed meanwhile.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>How many datagrams the rows came in.</summary>
    public int DatagramCount { get; private set; }

    /// <param name="handle">Takes the rows.</param>
    public void Begin(MessageHandler handle)
    {
        _handle = handle;
        (Error, KernelMessage, IsInterrupted, DatagramCount) = (Errno.None, null, false, 0);
    }

    public void BeginDatagram() => _isCounted = false;

    private void TakeAnswer(in NetlinkMessage answer)
    {
        IsInterrupted |= (answer.Flags & NetlinkFlags.DumpInterrupted) != 0;
        if (answer.Type is NetlinkMessageType.Error or NetlinkMessageType.Done)
        {
            Error = NetlinkAcknowledgement.Error(answer);
            KernelMessage = answer.Type == NetlinkMessageType.Error ? NetlinkAcknowledgement.KernelMessage(answer) : null;
            return;
        }

        DatagramCount += _isCounted ? 0 : 1;
        _isCounted = true;
        _handle(answer);
    }
}
