using System.Globalization;
using System.Net;
using IpvsPS.Session;
using IpvsPS.Statistics;

namespace IpvsPS.Objects;

/// <summary>
/// How many connections a client, a real server, a service or a state has. Only what they were counted by is filled in, so that
/// piping it asks for those connections.
/// </summary>
public sealed class IpvsConnectionCount
{
    /// <summary>Makes a count to be filled in.</summary>
    public IpvsConnectionCount() { }

    internal IpvsConnectionCount(ConnectionGroup by, in ConnectionShare share, long total)
    {
        By = by;
        Count = share.Count;
        Established = share.Established;
        Share = Math.Round(100.0 * share.Count / total, 1);
        IpvsPS.IpvsConnection sample = share.Sample;
        NetNamespace = NetNamespaceText.Of(sample.NetNamespace);
        switch (by)
        {
            case ConnectionGroup.ClientAddress:
                ClientAddress = sample.ClientAddress.ToString();
                break;
            case ConnectionGroup.RealServer:
                (RealAddress, RealPort) = (sample.Address.ToString(), sample.Port);
                break;
            case ConnectionGroup.Service:
                AddressFamily = sample.AddressFamily;
                Protocol = sample.Protocol;
                VirtualAddress = sample.VirtualAddress?.ToString();
                VirtualPort = sample.VirtualPort;
                FirewallMark = sample.FirewallMark;
                break;
            default:
                State = sample.State;
                break;
        }
    }

    /// <summary>What was counted by.</summary>
    public ConnectionGroup By { get; set; }

    /// <summary>How many connections.</summary>
    public long Count { get; set; }

    /// <summary>How many of them are in the state ESTABLISHED.</summary>
    public long Established { get; set; }

    /// <summary>Their share of all connections that were counted, in percent.</summary>
    public double Share { get; set; }

    /// <summary>The client's address; null where that was not counted by.</summary>
    public string? ClientAddress { get; set; }

    /// <summary>The real server's address; null where that was not counted by.</summary>
    public string? RealAddress { get; set; }

    /// <summary>The real server's port; null where that was not counted by.</summary>
    public int? RealPort { get; set; }

    /// <summary>The family of the service's address; null where that was not counted by.</summary>
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>The service's protocol; null where that was not counted by.</summary>
    public IpvsProtocol? Protocol { get; set; }

    /// <summary>The service's address; null where that was not counted by.</summary>
    public string? VirtualAddress { get; set; }

    /// <summary>The service's port; null where that was not counted by.</summary>
    public int? VirtualPort { get; set; }

    /// <summary>The service's firewall mark; null where that was not counted by, and where it has none.</summary>
    public uint? FirewallMark { get; set; }

    /// <summary>The kernel's word for the state; null where that was not counted by.</summary>
    public string? State { get; set; }

    /// <summary>
    /// The network namespace: its name, else its path, empty for the namespace PowerShell was started in, and null on an object
    /// that was not read from a kernel.
    /// </summary>
    public string? NetNamespace { get; set; }

    /// <summary>What was counted by, as tables show it.</summary>
    public string Name =>
        ClientAddress
        ?? State
        ?? (
            RealAddress is not null ? Text(RealAddress, RealPort)
            : VirtualAddress is not null ? $"{Protocol?.ToString().ToUpperInvariant()} {Text(VirtualAddress, VirtualPort)}"
            : FirewallMark is { } mark ? string.Create(CultureInfo.InvariantCulture, $"FWM {mark}")
            : string.Empty
        );

    /// <summary>What was counted by, and how many there are.</summary>
    /// <returns><c>10.0.0.9: 12</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Count}");

    private static string Text(string address, int? port) => new InetEndpoint(IPAddress.Parse(address), port).ToString();
}
