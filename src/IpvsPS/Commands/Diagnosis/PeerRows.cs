using System.Management.Automation;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>
/// What -Peer takes: objects of Get-IpvsSyncDaemon, Get-IpvsService, Get-IpvsRealServer and Get-IpvsConnection of the other director, as
/// they are or as rows that a file, a job or another host has made of them.
/// </summary>
internal static class PeerRows
{
    /// <summary>What is known of the other director.</summary>
    /// <exception cref="CommandException">An object is none of these, or a property of it cannot be read.</exception>
    public static PeerFacts Read(IEnumerable<object> rows)
    {
        var daemons = new List<IpvsSyncDaemon>();
        HashSet<IpvsServiceId>? services = null;
        HashSet<RealServerId>? servers = null;
        int? connections = null;
        foreach (PSObject row in rows.Select(PSObject.AsPSObject))
        {
            var properties = new ObjectRow("-Peer", row);
            try
            {
                if (Has(row, "ClientAddress"))
                {
                    connections = (connections ?? 0) + 1;
                }
                else if (Has(row, "SyncId"))
                {
                    daemons.Add(ReadDaemon(properties));
                }
                else if (Has(row, "RealAddress"))
                {
                    (servers ??= []).Add(ReadServer(properties));
                }
                else if (Has(row, "Scheduler"))
                {
                    (services ??= []).Add(ReadService(properties));
                }
                else
                {
                    throw new FormatException($"'{row}' is no sync daemon, service, real server or connection.");
                }
            }
            catch (FormatException e)
            {
                throw DiagnosisErrors.PeerInvalid(
                    $"{e.Message} Give what Get-IpvsSyncDaemon, Get-IpvsService, Get-IpvsRealServer and Get-IpvsConnection write there."
                );
            }
        }

        return new PeerFacts(daemons, services, servers) { Connections = connections };
    }

    private static bool Has(PSObject row, string property) => row.Properties[property] is not null;

    private static IpvsSyncDaemon ReadDaemon(ObjectRow row) =>
        new()
        {
            State = row.Number<IpvsSyncState>("State") ?? IpvsSyncState.Master,
            Interface = row.Text("Interface") ?? string.Empty,
            SyncId = row.Number<int>("SyncId") ?? 0,
            MaxLength = row.Number<int>("MaxLength"),
            MulticastGroup = row.Text("MulticastGroup") is { Length: > 0 } group ? AddressArgument.Parse(group).Value : null,
            MulticastPort = row.Number<int>("MulticastPort"),
        };

    private static RealServerId ReadServer(ObjectRow row) =>
        new(
            ReadService(row),
            InetAddress.FromIPAddress(AddressArgument.Parse(row.Text("RealAddress")!).Value!),
            (ushort)(row.Number<int>("RealPort") ?? 0)
        );

    private static IpvsServiceId ReadService(ObjectRow row) =>
        row.Number<uint>("FirewallMark") is { } mark and > 0
            ? IpvsServiceId.ForFirewallMark(mark, row.Number<AddressFamily>("AddressFamily") ?? AddressFamily.IPv4)
            : IpvsServiceId.ForAddress(
                InetAddress.FromIPAddress(AddressArgument.Parse(row.Text("VirtualAddress") ?? string.Empty).Value!),
                (ushort)(row.Number<int>("VirtualPort") ?? 0),
                row.Number<IpvsProtocol>("Protocol") ?? IpvsProtocol.Tcp
            );
}
