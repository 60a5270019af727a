using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>
/// Changes of the IPVS table in the order in which they are to be made. They are encoded as they are added, and sent a
/// datagram at a time.
/// </summary>
internal sealed class IpvsBatch
{
    private readonly Func<ushort> _family;
    private readonly NetlinkWriter _writer;
    private readonly NetlinkBatch _messages;

    /// <summary>The service and family of the real server that the last message adds; no family where the next cannot be like it.</summary>
    private IpvsServiceId _lastService;
    private AddressFamily _lastFamily;

    /// <param name="writer">Where the messages are written; it is cleared.</param>
    /// <param name="send">Sends a datagram.</param>
    /// <param name="family">The id of the IPVS family now.</param>
    /// <param name="isDone">As <see cref="NetlinkBatch.IsDone"/>.</param>
    /// <param name="sent">Called when a datagram has been answered.</param>
    public IpvsBatch(NetlinkWriter writer, DatagramSender send, Func<ushort> family, Func<int, Errno, bool>? isDone, Action? sent)
    {
        _writer = writer;
        _family = family;
        _messages = new NetlinkBatch(writer, send) { IsDone = isDone, Sent = sent };
    }

    /// <summary>Where the messages are written; of use again when the batch has been flushed for the last time.</summary>
    public NetlinkWriter Writer => _writer;

    /// <summary>How many changes have been added.</summary>
    public int Count => _messages.Count;

    /// <summary>How many of them the kernel has answered.</summary>
    public int SentCount => _messages.SentCount;

    /// <summary>What the kernel refused of the changes sent so far, by their place.</summary>
    public List<NetlinkFailure> Failures => _messages.Failures;

    public void AddService(IpvsService service)
    {
        IpvsMessages.AddService(_writer, _family(), service);
        End();
    }

    /// <summary>The service as it is to be, with scheduler <c>none</c>: it takes no connections until it is set.</summary>
    public void AddUnpublishedService(IpvsService service)
    {
        IpvsMessages.AddUnpublishedService(_writer, _family(), service);
        End();
    }

    public void SetService(IpvsService service)
    {
        IpvsMessages.SetService(_writer, _family(), service);
        End();
    }

    public void RemoveService(IpvsServiceId service)
    {
        IpvsMessages.RemoveService(_writer, _family(), service);
        End();
    }

    public void AddRealServer(in IpvsServiceId service, in RealServer server)
    {
        bool isTunnel = server.ForwardingMethod == IpvsForwardingMethod.Tunnel;
        if (!isTunnel && _writer.MessageCount > 0 && server.Address.Family == _lastFamily && service == _lastService)
        {
            IpvsMessages.AddNextRealServer(_writer, server);
        }
        else
        {
            IpvsMessages.AddRealServer(_writer, _family(), service, server);
        }

        End();
        (_lastService, _lastFamily) = (service, isTunnel ? 0 : server.Address.Family);
    }

    public void SetRealServer(IpvsServiceId service, in RealServer server)
    {
        IpvsMessages.SetRealServer(_writer, _family(), service, server);
        End();
    }

    public void RemoveRealServer(IpvsServiceId service, in RealServer server)
    {
        IpvsMessages.RemoveRealServer(_writer, _family(), service, server.Address, server.Port);
        End();
    }

    /// <summary>Sends what has not been sent.</summary>
    /// <exception cref="NetlinkException">The connection failed: what the kernel took of the last datagram is not known.</exception>
    /// <exception cref="OperationCanceledException">Stopped; nothing that was added since the last datagram has been sent.</exception>
    public void Flush() => _messages.Flush();

    private void End()
    {
        _lastFamily = 0;
        _messages.EndMessage();
    }
}
