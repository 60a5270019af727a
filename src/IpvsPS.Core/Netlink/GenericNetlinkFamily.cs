using System.Runtime.InteropServices;

namespace IpvsPS.Netlink;

/// <summary>struct genlmsghdr, from <c>include/uapi/linux/genetlink.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct GenericHeader(byte Command, byte Version, ushort Reserved = 0)
{
    public const int Size = 4;
}

/// <summary>Looks up a generic netlink family's id by its name; the kernel gives ids out anew at every load.</summary>
internal static class GenericNetlinkFamily
{
    /// <summary>GENL_ID_CTRL: the family that knows the others.</summary>
    private const ushort Controller = 16;

    private const byte GetFamilyCommand = 3;
    private const ushort FamilyIdAttribute = 1;
    private const ushort FamilyNameAttribute = 2;

    /// <exception cref="NetlinkException">ENOENT where the family is not in the kernel.</exception>
    public static ushort Resolve(NetlinkConnection connection, string name)
    {
        var request = new NetlinkWriter(64);
        request.BeginMessage(Controller);
        request.PutHeader(new GenericHeader(GetFamilyCommand, 1));
        request.PutString(FamilyNameAttribute, name);
        request.EndMessage();
        return connection.Query($"look up the netlink family {name}", request, ReadId).Value;
    }

    private static FamilyId? ReadId(in NetlinkMessage answer) =>
        answer.Attributes(GenericHeader.Size).TryFind(FamilyIdAttribute, out NetlinkAttribute id) ? new FamilyId(id.UInt16) : null;

    private sealed record FamilyId(ushort Value);
}
