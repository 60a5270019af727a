using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace IpvsPS.KernelTests.FromIpvsadm;

/// <summary>
/// The lines of a list in one form, single namespaces between words, whether ipvsadm printed them or objects hold them. A
/// real server's begin with an arrow.
/// </summary>
internal static partial class ListingText
{
    private const string Arrow = "-> ";

    public static string[] OfIpvsadm(string command, string output)
    {
        string[] lines = [.. output.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0)];
        if (command.Contains("--connection", StringComparison.Ordinal) || command.Contains("-Lnc", StringComparison.Ordinal))
        {
            // The time left is another by the time it is compared.
            return
            [
                .. lines
                    .Skip(2)
                    .Select(line => line.Split(' '))
                    .Select(words => string.Join(' ', [words[0], .. words[2..]]))
                    .Order(StringComparer.Ordinal),
            ];
        }

        return
            output.StartsWith("IP Virtual Server", StringComparison.Ordinal) && lines.Length > 1
            || lines[0].StartsWith("Prot ", StringComparison.Ordinal)
            ? [.. lines.Where(line => Row().IsMatch(line))]
            : lines;
    }

    public static string[] OfObjects(string command, IReadOnlyList<PSObject> objects)
    {
        var lines = new List<string>();
        string? service = null;
        foreach (PSObject item in objects)
        {
            if (item.BaseObject is Objects.IpvsRealServer server)
            {
                if (server.Service != service)
                {
                    lines.Add(service = server.Service!);
                }

                lines.Add(
                    $"{Arrow}{server} {Method(server.ForwardingMethod)} {server.Weight} {server.ActiveConnections} "
                        + $"{server.InactiveConnections}"
                );
            }
            else
            {
                lines.Add(Line(command, item));
            }
        }

        return objects.Count > 0 && objects[0].BaseObject is Objects.IpvsConnection ? [.. lines.Order(StringComparer.Ordinal)] : [.. lines];
    }

    /// <summary>The lines of the kinds that the other list has: of services, of real servers, or both.</summary>
    public static string[] OfSameKinds(string[] lines, string[] other) =>
        [
            .. lines.Where(line =>
                Array.Exists(other, o => o.StartsWith(Arrow, StringComparison.Ordinal) == line.StartsWith(Arrow, StringComparison.Ordinal))
            ),
        ];

    private static string Line(string command, PSObject item) =>
        item.BaseObject switch
        {
            Objects.IpvsStatistic statistic => Statistic(statistic, isRate: item.TypeNames[0].EndsWith("Rate", StringComparison.Ordinal)),
            Objects.IpvsConnection connection => Connection(
                connection,
                withEngine: command.Contains("--persistent-conn", StringComparison.Ordinal)
            ),
            Objects.IpvsTimeout timeout => $"Timeout (tcp tcpfin udp): {timeout.Tcp} {timeout.TcpFin} {timeout.Udp}",
            Objects.IpvsSyncDaemon d => $"{d.State.ToString().ToLowerInvariant()} sync daemon (mcast={d.Interface}, syncid={d.SyncId}, "
                + $"maxlen={d.MaxLength}, group={d.MulticastGroup}, port={d.MulticastPort}, ttl={d.MulticastTtl})",
            PSCustomObject => Arrow + Columns(item),
            object other => other.ToString()!,
        };

    private static string Statistic(Objects.IpvsStatistic s, bool isRate)
    {
        string name = s.RealAddress is null ? s.Service! : Arrow + new InetEndpoint(System.Net.IPAddress.Parse(s.RealAddress), s.RealPort);
        return isRate
            ? $"{name} {s.ConnectionsPerSecond} {s.IncomingPacketsPerSecond} {s.OutgoingPacketsPerSecond} "
                + $"{s.IncomingBytesPerSecond} {s.OutgoingBytesPerSecond}"
            : $"{name} {s.Connections} {s.IncomingPackets} {s.OutgoingPackets} {s.IncomingBytes} {s.OutgoingBytes}";
    }

    private static string Connection(Objects.IpvsConnection c, bool withEngine)
    {
        // ipvsadm writes a firewall mark as an address.
        System.Net.IPAddress address = System.Net.IPAddress.Parse(
            c.VirtualAddress ?? c.FirewallMark!.Value.ToString(CultureInfo.InvariantCulture)
        );
        string line =
            $"{c.Protocol?.ToString().ToUpperInvariant() ?? "IP"} {c.State} "
            + $"{new InetEndpoint(System.Net.IPAddress.Parse(c.ClientAddress), c.ClientPort)} "
            + $"{new InetEndpoint(address, c.VirtualPort ?? 0)} {new InetEndpoint(System.Net.IPAddress.Parse(c.RealAddress), c.RealPort)}";
        return withEngine ? $"{line} {c.PersistenceEngine} {c.PersistenceData}".TrimEnd() : line;
    }

    /// <summary>The values of what Select-Object chose; an address and its port are one word, and so is a tunnel.</summary>
    private static string Columns(PSObject item)
    {
        var words = new List<string>();
        foreach (PSPropertyInfo property in item.Properties)
        {
            switch (property.Name)
            {
                case "RealAddress":
                    words.Add(
                        new InetEndpoint(
                            System.Net.IPAddress.Parse((string)property.Value),
                            (int)item.Properties["RealPort"].Value
                        ).ToString()
                    );
                    break;
                case "ForwardingMethod":
                    words.Add(Method((IpvsForwardingMethod)property.Value));
                    break;
                case "TunnelType":
                    words.Add(Tunnel(property.Value, item.Properties["TunnelPort"].Value, item.Properties["TunnelChecksum"].Value));
                    break;
                case "RealPort" or "TunnelPort" or "TunnelChecksum":
                    break;
                default:
                    words.Add(property.Value.ToString()!);
                    break;
            }
        }

        return string.Join(' ', words);
    }

    private static string Tunnel(object? type, object? port, object? checksum)
    {
        string sign = checksum switch
        {
            IpvsTunnelChecksum.Checksum => ":+c",
            IpvsTunnelChecksum.Remote => ":r+c",
            IpvsTunnelChecksum.None => ":-c",
            _ => string.Empty,
        };
        return type is null ? "n/a" : $"{type.ToString()!.ToLowerInvariant()}{(port is null ? string.Empty : $":{port}")}{sign}";
    }

    private static string Method(IpvsForwardingMethod method) =>
        method switch
        {
            IpvsForwardingMethod.Masquerade => "Masq",
            IpvsForwardingMethod.DirectRoute => "Route",
            _ => method.ToString(),
        };

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^((TCP|UDP|SCTP|FWM) |-> [\d\[])")]
    private static partial Regex Row();
}
