using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// Writes virtual_server blocks, of which keepalived makes the same services again. It writes no checks: every real server
/// counts as alive.
/// </summary>
public static class KeepalivedWriter
{
    /// <summary>Writes a configuration.</summary>
    /// <param name="configuration">The services, real servers and timeouts.</param>
    /// <param name="writer">Takes the text, with newlines of Unix.</param>
    /// <returns>What the format cannot say and what therefore is not in the text, a sentence each.</returns>
    /// <exception cref="IpvsConfigurationException">Something in the configuration cannot be.</exception>
    /// <exception cref="IOException">The text could not be written.</exception>
    public static IReadOnlyList<string> Write(IpvsConfiguration configuration, TextWriter writer)
    {
        using ConfigurationTable table = ConfigurationTable.From(configuration);
        return Write(table, writer);
    }

    /// <summary>Writes a configuration that is checked already.</summary>
    /// <param name="table">The services, real servers and timeouts.</param>
    /// <param name="writer">Takes the text, with newlines of Unix.</param>
    /// <returns>What the format cannot say and what therefore is not in the text, a sentence each.</returns>
    /// <exception cref="IOException">The text could not be written.</exception>
    public static IReadOnlyList<string> Write(ConfigurationTable table, TextWriter writer)
    {
        var left = new List<string>();
        if (table.SyncDaemons is { Count: > 0 })
        {
            left.Add("Sync daemons follow a VRRP instance in keepalived: add lvs_sync_daemon to global_defs by hand.");
        }

        if (table.Settings is { Count: > 0 })
        {
            left.Add("Settings of net.ipv4.vs have no words in keepalived.conf.");
        }

        WriteTimeouts(table.Timeouts, writer);
        foreach (ServiceEntry entry in table.Services)
        {
            if (Objection(entry) is { } objection)
            {
                left.Add($"{entry.Id}: {objection}");
                continue;
            }

            WriteService(entry, writer);
        }

        return left;
    }

    private static string? Objection(ServiceEntry entry) =>
        entry.RealServers.Count == 0 ? "keepalived passes over a virtual_server without real servers."
        : Array.IndexOf(VirtualServerBlock.Schedulers, entry.Service.Scheduler) < 0
            ? $"keepalived knows no scheduler {entry.Service.Scheduler}."
        : entry.Service.PersistenceEngine?.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') == false
            ? $"keepalived.conf has no way to say the persistence engine '{entry.Service.PersistenceEngine}'."
        : HasNatWithoutPort(entry) ? "keepalived gives a real server without a port the service's."
        : null;

    private static bool HasNatWithoutPort(ServiceEntry entry)
    {
        foreach (ref readonly RealServer server in entry.RealServers.AsSpan())
        {
            if (
                server is { Port: 0, ForwardingMethod: IpvsForwardingMethod.Masquerade }
                && entry.Id is { IsFirewallMark: false, Port: not 0 }
            )
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteTimeouts(IpvsTimeout? timeouts, TextWriter writer)
    {
        if (timeouts is null or { Tcp: null, TcpFin: null, Udp: null })
        {
            return;
        }

        (string Name, TimeSpan? Time)[] times = [("tcp", timeouts.Tcp), ("tcpfin", timeouts.TcpFin), ("udp", timeouts.Udp)];
        string words = string.Join(
            ' ',
            times.Where(pair => pair.Time is not null).Select(pair => $"{pair.Name} {Seconds(pair.Time!.Value)}")
        );
        writer.Write($"global_defs {{\n    lvs_timeouts {words}\n}}\n\n");
    }

    private static void WriteService(ServiceEntry entry, TextWriter writer)
    {
        IpvsService service = entry.Service;
        IpvsServiceId id = entry.Id;
        string family = id.Family == AddressFamily.IPv6 ? "inet6" : "inet";
        writer.Write(
            id.IsFirewallMark
                ? string.Create(CultureInfo.InvariantCulture, $"virtual_server fwmark {id.FirewallMark} {{\n    ip_family {family}\n")
                : string.Create(CultureInfo.InvariantCulture, $"virtual_server {id.Address} {id.Port} {{\n")
        );
        writer.Write(service.Protocol is { } protocol ? $"    protocol {protocol.ToString().ToUpperInvariant()}\n" : string.Empty);
        writer.Write($"    lvs_sched {service.Scheduler}\n");
        foreach (string flag in service.SchedulerFlag ?? [])
        {
            writer.Write($"    {flag.ToLowerInvariant()}\n");
        }

        writer.Write(service.OnePacket == true ? "    ops\n" : string.Empty);
        WritePersistence(entry, writer);
        foreach (ref readonly RealServer server in entry.RealServers.AsSpan())
        {
            WriteServer(server, writer);
        }

        writer.Write("}\n\n");
    }

    private static void WritePersistence(ServiceEntry entry, TextWriter writer)
    {
        IpvsService service = entry.Service;
        if (service.PersistenceTimeout is not { } timeout)
        {
            return;
        }

        writer.Write($"    persistence_timeout {Seconds(timeout)}\n");
        if (service.PersistencePrefixLength is { } length && length != entry.Id.Address.BitCount)
        {
            string text =
                entry.Id.Family == AddressFamily.IPv6 ? length.ToString(CultureInfo.InvariantCulture) : IpvsServiceText.IPv4Mask(length);
            writer.Write($"    persistence_granularity {text}\n");
        }

        writer.Write(service.PersistenceEngine is { } engine ? $"    persistence_engine {engine}\n" : string.Empty);
    }

    private static void WriteServer(in RealServer server, TextWriter writer)
    {
        writer.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"    real_server {server.Address} {server.Port} {{\n        weight {server.Weight}\n        lvs_method {Method(server)}\n"
            )
        );
        if (server.UpperThreshold != 0)
        {
            writer.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"        uthreshold {server.UpperThreshold}\n        lthreshold {server.LowerThreshold}\n"
                )
            );
        }

        writer.Write("    }\n");
    }

    private static string Method(in RealServer server)
    {
        if (server.ForwardingMethod != IpvsForwardingMethod.Tunnel)
        {
            return server.ForwardingMethod == IpvsForwardingMethod.Masquerade ? "NAT" : "DR";
        }

        string checksum = server.TunnelChecksum switch
        {
            IpvsTunnelChecksum.Checksum => "csum",
            IpvsTunnelChecksum.Remote => "remcsum",
            _ => "nocsum",
        };
        return (server.TunnelType ?? IpvsTunnelType.Ipip) switch
        {
            IpvsTunnelType.Gue => string.Create(CultureInfo.InvariantCulture, $"TUN type gue port {server.TunnelPort} {checksum}"),
            IpvsTunnelType.Gre => $"TUN type gre {checksum}",
            _ => "TUN type ipip",
        };
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
