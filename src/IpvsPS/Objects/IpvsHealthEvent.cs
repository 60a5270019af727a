using IpvsPS.Health;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>Something that Watch-IpvsHealth has found or done. It names the real server it is about, so that it can be piped on.</summary>
public sealed class IpvsHealthEvent
{
    /// <summary>Makes an event, to be filled in.</summary>
    public IpvsHealthEvent() { }

    internal IpvsHealthEvent(HealthEvent happened, IpvsPS.NetNamespace netns)
    {
        Time = TimeText.Exact(happened.Time.UtcDateTime);
        Kind = happened.Kind;
        if (happened.Service is { } service)
        {
            AddressFamily = service.Family;
            Protocol = service.ProtocolOrNull;
            VirtualAddress = AddressText.Of(service.VirtualAddress);
            VirtualPort = service.VirtualPort;
            FirewallMark = service.FirewallMarkOrNull;
        }

        RealAddress = happened.Server is { } server ? $"{server.Address}" : null;
        RealPort = happened.Server?.Port;
        Weight = happened.Weight;
        FormerWeight = happened.FormerWeight;
        Outcome = happened.Outcome;
        Reason = happened.Reason;
        NetNamespace = NetNamespaceText.Of(netns);
    }

    /// <summary>When, in ISO 8601 and UTC.</summary>
    public string Time { get; set; } = string.Empty;

    /// <summary>What has happened.</summary>
    public HealthEventKind Kind { get; set; }

    /// <summary>The address family of the service's clients; null where it is about no service.</summary>
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>The service's protocol; null for a firewall mark, and where it is about no service.</summary>
    public IpvsProtocol? Protocol { get; set; }

    /// <summary>The service's address; null for a firewall mark, and where it is about no service.</summary>
    public string? VirtualAddress { get; set; }

    /// <summary>The service's port, 0 to 65535; null as the address.</summary>
    public int? VirtualPort { get; set; }

    /// <summary>The service's firewall mark; null where it has none, and where it is about no service.</summary>
    public uint? FirewallMark { get; set; }

    /// <summary>The real server's address; null where it is about none.</summary>
    public string? RealAddress { get; set; }

    /// <summary>The real server's port, 0 to 65535; null where it is about none.</summary>
    public int? RealPort { get; set; }

    /// <summary>The weight now; null where it is not about one.</summary>
    public int? Weight { get; set; }

    /// <summary>The weight before; null where it is not about one.</summary>
    public int? FormerWeight { get; set; }

    /// <summary>How the last probe ended; null where it is not about one.</summary>
    public ProbeOutcome? Outcome { get; set; }

    /// <summary>Why; null where the kind says it all.</summary>
    public string? Reason { get; set; }

    /// <summary>How many events before this one were dropped, since they were not read in time.</summary>
    public int Dropped { get; set; }

    /// <summary>The network namespace: its name, else its path, empty for the one PowerShell was started in.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>What has happened to whom.</summary>
    /// <returns><c>Down 172.17.0.3:80</c>.</returns>
    public override string ToString() =>
        RealAddress is null ? $"{Kind}" : $"{Kind} {new InetEndpoint(AddressText.Read(RealAddress)!, RealPort)}";
}
