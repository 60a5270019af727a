using System.Globalization;
using System.Text;
using IpvsPS.Diagnosis;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>What an ordinary user reads where root reads some facts: the table by way of the lines of /proc/net/ip_vs.</summary>
internal static class PublicView
{
    private const int Ticks = 250;

    public static UnreadFact Details { get; } =
        new(FactKind.IpvsDetails, null, new NetlinkException("list the IPVS services", Errno.EPERM));

    public static UnreadFact NfTables { get; } =
        new(FactKind.NfTables, null, new FirewallException(FirewallError.Refused, "Operation not permitted (you must be root)"));

    public static DiagnosisFacts Of(DiagnosisFacts facts) =>
        facts with
        {
            Services = [.. Read(facts.Services).Select(one => new ServiceFacts(one.Service, one.Servers))],
            Daemons = null,
            ConnectionTableSize = 0,
            Filter = null,
            Log = null,
            Answers = null,
            DataPaths = null,
            IncomingLater = null,
            Unread = [.. facts.Unread, Details, NfTables],
        };

    private static List<(IpvsService Service, RealServer[] Servers)> Read(IEnumerable<ServiceFacts> services)
    {
        var table = new IpvsProcTableText(Ticks);
        foreach (string line in services.SelectMany(Lines))
        {
            Assert.True(table.TryAdd(Encoding.ASCII.GetBytes(line)), line);
        }

        table.Finish();
        return table.Services;
    }

    /// <summary>As <c>ip_vs_info_seq_show</c> writes them.</summary>
    private static IEnumerable<string> Lines(ServiceFacts facts)
    {
        IpvsService service = facts.Service;
        string name = service.FirewallMark is { } mark
            ? Invariant($"FWM  {mark:X8}")
            : $"{service.Id.ProtocolOrNull.ToString()!.ToUpperInvariant()}  {Endpoint(service.Id.Address, service.Id.Port)}";
        string ops = service.OnePacket == true && service.Id.Family == AddressFamily.IPv4 ? "ops " : string.Empty;
        string persistence = service.PersistenceTimeout is { } timeout
            ? Invariant($"persistent {(int)timeout.TotalSeconds * Ticks} FFFFFFFF")
            : string.Empty;
        return facts
            .RealServers.Select(server =>
                Invariant($"  -> {Endpoint(server.Address, server.Port)}      {Method(server.ForwardingMethod), -7} {server.Weight, -6} ")
                + Invariant($"{server.ActiveConnections, -10} {server.InactiveConnections, -10}")
            )
            .Prepend($"{name} {service.Scheduler} {ops}{persistence}");
    }

    private static string Method(IpvsForwardingMethod method) =>
        method switch
        {
            IpvsForwardingMethod.Masquerade => "Masq",
            IpvsForwardingMethod.DirectRoute => "Route",
            _ => method.ToString(),
        };

    private static string Endpoint(InetAddress address, ushort port)
    {
        string digits = Convert.ToHexString(address.ToIPAddress().GetAddressBytes());
        string[] words = [.. digits.Chunk(4).Select(word => new string(word).ToLowerInvariant())];
        return Invariant($"{(address.Family == AddressFamily.IPv4 ? digits : $"[{string.Join(':', words)}]")}:{port:X4}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
