using System.Net;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Connections as lines that the module and ipvsadm can be compared by.</summary>
internal static class ConnectionList
{
    /// <summary>What ipvsadm lists, less the time: pro state source virtual destination, and the engine's name and data.</summary>
    public static string[] Theirs(ScratchNamespace netns) =>
        [
            .. netns
                .Native("ipvsadm -Lnc --persistent-conn")
                .Split('\n')
                .Skip(2)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 0)
                .Select(words => string.Join(' ', words.Where((_, i) => i != 1)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The module's connections as ipvsadm would list them.</summary>
    public static string[] Lines(IEnumerable<Objects.IpvsConnection> connections) =>
        [.. connections.Select(Line).Order(StringComparer.Ordinal)];

    private static string Line(Objects.IpvsConnection connection)
    {
        string protocol = connection.Protocol?.ToString().ToUpperInvariant() ?? "IP";
        IPAddress address = IPAddress.Parse(connection.VirtualAddress ?? connection.FirewallMark!.Value.ToString());
        string line =
            $"{protocol} {connection.State} {new InetEndpoint(IPAddress.Parse(connection.ClientAddress), connection.ClientPort)} "
            + $"{new InetEndpoint(address, connection.VirtualPort ?? 0)} "
            + $"{new InetEndpoint(IPAddress.Parse(connection.RealAddress), connection.RealPort)}";
        return $"{line} {connection.PersistenceEngine} {connection.PersistenceData}".TrimEnd();
    }
}
