using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>Where something stands in a text: line and column from 1; 0 where there is no text.</summary>
public readonly record struct TextPosition(int Line, int Column);

/// <summary>A service with its real servers, these sorted by address and port.</summary>
public sealed class ServiceEntry(IpvsService service, RealServerRange realServers)
{
    /// <summary>The service with its settings.</summary>
    public IpvsService Service { get; } = service;

    /// <summary>The service's identity.</summary>
    public IpvsServiceId Id { get; } = service.Id;

    /// <summary>The real servers, sorted by address and port.</summary>
    public RealServerRange RealServers { get; set; } = realServers;

    /// <summary>How the service is watched; null where its configuration says nothing of it.</summary>
    public HealthPolicy? Health { get; set; }

    /// <summary>Where the service stands in the text it was read from.</summary>
    public TextPosition Position { get; init; }
}
