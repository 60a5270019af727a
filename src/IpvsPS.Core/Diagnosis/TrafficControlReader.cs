using System.Runtime.InteropServices;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Diagnosis;

/// <summary>Finds the links whose incoming packets filters of traffic control see, by a listing of queueing disciplines.</summary>
internal static class TrafficControlReader
{
    /// <summary>TC_H_INGRESS of <c>include/uapi/linux/pkt_sched.h</c>: where the disciplines ingress and clsact stand.</summary>
    private const uint Ingress = 0xFFFFFFF1;

    /// <summary>The links of a namespace, by index. Their filters may set firewall marks; which they set is not read.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The kernel refused the listing.</exception>
    public static HashSet<int> Read(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        using NetlinkConnection connection = NamespaceThread.Connect(netns, NetlinkProtocol.Route, cancellation);
        var request = new NetlinkWriter();
        request.BeginMessage(RouteMessageType.GetDiscipline, NetlinkFlags.Dump);
        request.PutHeader(default(DisciplineHeader));
        request.EndMessage();
        try
        {
            return [.. connection.Dump("list the queueing disciplines", request, Parse).Select(discipline => discipline.LinkIndex)];
        }
        catch (NetlinkException e) when (e.Error == Errno.EOPNOTSUPP)
        {
            // A kernel without traffic control.
            return [];
        }
    }

    private static Discipline? Parse(in NetlinkMessage message)
    {
        DisciplineHeader header = message.Type == RouteMessageType.NewDiscipline ? message.Header<DisciplineHeader>() : default;
        return header.Parent == Ingress ? new Discipline(header.LinkIndex) : null;
    }

    private sealed record Discipline(int LinkIndex);

    /// <summary>struct tcmsg, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct DisciplineHeader(
        byte Family,
        byte Padding,
        ushort MorePadding,
        int LinkIndex,
        uint Handle,
        uint Parent,
        uint Info
    );
}
