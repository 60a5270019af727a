using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Where something stands in a text: line and column from 1; 0 where there is no text.</summary>
internal readonly record struct TextPosition(int Line, int Column);

/// <summary>A service with its real servers, these sorted by address and port.</summary>
internal sealed class ServiceEntry(IpvsService service, ArraySegment<RealServer> realServers)
{
    public IpvsService Service { get; } = service;

    public IpvsServiceId Id { get; } = service.Id;

    public ArraySegment<RealServer> RealServers { get; set; } = realServers;

    public TextPosition Position { get; init; }
}
