namespace IpvsPS.ServiceProxy;

/// <summary>Which addresses can be virtual addresses and endpoints at all.</summary>
internal static class VirtualAddressRules
{
    private static readonly InetAddress Loopback4 = Parse("127.0.0.0");
    private static readonly InetAddress Loopback6 = Parse("::1");
    private static readonly InetAddress Mapped = Parse("::ffff:0:0");

    /// <summary>Whether one host of a network can have it: no multicast, broadcast, zero, loopback, IPv6 link-local or mapped
    /// address.</summary>
    public static bool IsUnicast(InetAddress address) =>
        address.IsHost && !address.IsIn(Loopback4, 8) && address != Loopback6 && !address.IsIn(Mapped, 96);

    /// <summary>Whether a process of the machine itself has it: 127.0.0.0/8 and ::1.</summary>
    public static bool IsLoopback(InetAddress address) => address.IsIn(Loopback4, 8) || address == Loopback6;

    /// <summary>fe80::/10.</summary>
    public static bool IsLinkLocal6(InetAddress address) =>
        address.Family == AddressFamily.IPv6 && !address.IsHost && address.IsIn(Parse("fe80::"), 10);

    private static InetAddress Parse(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
