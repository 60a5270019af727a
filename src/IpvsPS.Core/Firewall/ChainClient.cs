using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>The chains of nftables in one network namespace: read without the program nft, which costs a process.</summary>
internal sealed class ChainClient(NetlinkConnection connection) : IDisposable
{
    /// <summary>Opens a namespace's chains; null where the kernel has no netfilter.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static ChainClient? TryOpen(NetNamespaceHandle netns, CancellationToken cancellation) =>
        NetfilterConnection.TryOpen(netns, cancellation) is { } connection ? new ChainClient(connection) : null;

    /// <summary>The chains of others that drop by default what passes INPUT, FORWARD or OUTPUT; none where the kernel has no
    /// nftables.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<FirewallDropPolicy> DropPolicies()
    {
        var request = new NetlinkWriter();
        ChainMessages.List(request);
        return NetfilterConnection.List<FirewallDropPolicy>(connection, "list the chains of nftables", request, ChainMessages.TryReadDrop);
    }

    public void Dispose() => connection.Dispose();
}
