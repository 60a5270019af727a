namespace IpvsPS.Netlink;

/// <summary>Netlink protocols, from <c>include/uapi/linux/netlink.h</c>.</summary>
internal enum NetlinkProtocol
{
    Route = 0,
    Netfilter = 12,
    Generic = 16,
}

/// <summary>Message flags (NLM_F_*), from <c>include/uapi/linux/netlink.h</c>.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multi = 0x2,
    Ack = 0x4,
    DumpInterrupted = 0x10,

    /// <summary>On a GET: the whole table (NLM_F_ROOT | NLM_F_MATCH).</summary>
    Dump = 0x300,

    /// <summary>On an acknowledgement: the request is not repeated in it.</summary>
    Capped = 0x100,

    /// <summary>On an acknowledgement: attributes with the kernel's words follow.</summary>
    AckAttributes = 0x200,

    /// <summary>On a NEW: fail where it exists.</summary>
    Exclusive = 0x200,

    /// <summary>On a NEW: create.</summary>
    Create = 0x400,

    /// <summary>On a NEW: put it behind what is there.</summary>
    Append = 0x800,
}

/// <summary>Message types that every netlink protocol shares (NLMSG_*), from <c>include/uapi/linux/netlink.h</c>.</summary>
internal static class NetlinkMessageType
{
    public const ushort NoOperation = 1;
    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort Overrun = 4;
}

/// <summary>Sizes and the one alignment of netlink, from <c>include/uapi/linux/netlink.h</c>.</summary>
internal static class NetlinkLayout
{
    /// <summary>struct nlmsghdr: u32 length, u16 type, u16 flags, u32 sequence, u32 port id.</summary>
    public const int MessageHeader = 16;

    /// <summary>struct nlattr: u16 length, u16 type.</summary>
    public const int AttributeHeader = 4;

    /// <summary>NLA_F_NESTED.</summary>
    public const ushort Nested = 0x8000;

    /// <summary>NLA_TYPE_MASK: the type without NLA_F_NESTED and NLA_F_NET_BYTEORDER.</summary>
    public const ushort TypeMask = 0x3fff;

    /// <summary>NLMSG_ALIGNTO and NLA_ALIGNTO: messages and attributes begin at multiples of it.</summary>
    public const int Alignment = 4;

    public static int Align(int length) => (length + 3) & ~3;
}
