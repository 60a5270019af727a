using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>struct nfgenmsg, from <c>include/uapi/linux/netfilter/nfnetlink.h</c>.</summary>
internal readonly record struct NetfilterHeader(byte Family, byte Version, ushort Resource)
{
    public const int Size = 4;
}

/// <summary>Reads a message of a listing; false for one that is not wanted.</summary>
internal delegate bool NetfilterReader<T>(in NetlinkMessage message, out T item);

/// <summary>What the parts of netfilter, such as connection tracking and nftables, are asked by.</summary>
internal static class NetfilterConnection
{
    /// <summary>Opens a namespace's netfilter; null where the kernel has none.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static NetlinkConnection? TryOpen(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        try
        {
            return NamespaceThread.Connect(netns, NetlinkProtocol.Netfilter, cancellation);
        }
        catch (NetlinkException e) when (e.Error == Errno.EPROTONOSUPPORT)
        {
            return null;
        }
    }

    /// <summary>A listing; empty where the part's module is not there.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="operation">What is done, for the error.</param>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads a message.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static List<T> List<T>(NetlinkConnection connection, string operation, NetlinkWriter request, NetfilterReader<T> read)
    {
        var items = new List<T>();
        try
        {
            connection.Dump(
                operation,
                request,
                items.Clear,
                (in NetlinkMessage message) =>
                {
                    if (read(message, out T item))
                    {
                        items.Add(item);
                    }
                }
            );
        }
        catch (NetlinkException e) when (e.Error is Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            items.Clear();
        }

        return items;
    }
}
