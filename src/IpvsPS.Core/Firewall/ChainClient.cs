using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>The chains of nftables in one network namespace: read without the program nft, which costs a process.</summary>
internal sealed class ChainClient(NetlinkConnection connection) : IDisposable
{
    /// <summary>Opens a namespace's chains; null where the kernel has no netfilter.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static ChainClient? TryOpen(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        try
        {
            return new ChainClient(NamespaceThread.Connect(netns, NetlinkProtocol.Netfilter, cancellation));
        }
        catch (NetlinkException e) when (e.Error == Errno.EPROTONOSUPPORT)
        {
            return null;
        }
    }

    /// <summary>The chains of others that drop by default what passes INPUT, FORWARD or OUTPUT; none where the kernel has no
    /// nftables.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<FirewallDropPolicy> DropPolicies()
    {
        var request = new NetlinkWriter();
        ChainMessages.List(request);
        var found = new List<FirewallDropPolicy>();
        try
        {
            connection.Dump(
                "list the chains of nftables",
                request,
                found.Clear,
                (in NetlinkMessage message) =>
                {
                    if (ChainMessages.TryReadDrop(message, out FirewallDropPolicy chain))
                    {
                        found.Add(chain);
                    }
                }
            );
        }
        catch (NetlinkException e) when (e.Error is Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            // The module nf_tables is not there.
            found.Clear();
        }

        return found;
    }

    public void Dispose() => connection.Dispose();
}
