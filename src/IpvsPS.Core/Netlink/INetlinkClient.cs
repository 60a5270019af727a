namespace IpvsPS.Netlink;

/// <summary>Whatever talks over one netlink connection.</summary>
public interface INetlinkClient : IDisposable
{
    /// <summary>Whether a fault has closed the connection, so that only a new client can go on.</summary>
    bool IsFaulted { get; }
}
