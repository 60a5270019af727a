using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Http;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>
/// Answers load balancers that ask a node's health check ports whether it has endpoints of a service, as kube-proxy does: on all
/// addresses of the node, or those of its node port ranges.
/// </summary>
internal sealed class HealthCheckServers(NetNamespaceHandle netns, ServiceProxyOptions options, ServiceProxyFigures figures) : IDisposable
{
    private readonly Dictionary<(ushort Port, AddressFamily Family), HttpService> _servers = [];
    private Dictionary<(ushort Port, AddressFamily Family), HealthCheckPort> _wanted = [];

    /// <summary>Opens and closes ports as services want them; those that are taken are tried again the next time.</summary>
    /// <returns>One event for each port that could not be opened.</returns>
    public List<ServiceProxyEvent> Update(IReadOnlyList<HealthCheckPort> ports)
    {
        Dictionary<(ushort, AddressFamily), HealthCheckPort> wanted = [];
        foreach (HealthCheckPort port in ports)
        {
            wanted.TryAdd((port.Port, port.Family), port);
        }

        Volatile.Write(ref _wanted, wanted);
        foreach ((ushort, AddressFamily) gone in _servers.Keys.Where(key => !wanted.ContainsKey(key)).ToList())
        {
            _servers.Remove(gone, out HttpService? server);
            server!.Dispose();
        }

        var taken = new List<ServiceProxyEvent>();
        foreach (((ushort Port, AddressFamily Family) key, HealthCheckPort port) in wanted.Where(pair => !_servers.ContainsKey(pair.Key)))
        {
            try
            {
                var endpoint = new IPEndPoint(AddressOf(key.Family), key.Port);
                _servers[key] = HttpService.Start(netns, endpoint, "IpvsPS health check", _ => Answer(key));
            }
            catch (SocketException e)
            {
                taken.Add(
                    new ServiceProxyEvent(
                        ServiceProxyEventCode.HealthCheckPortTaken,
                        $"Service {port.Service}",
                        "spec.healthCheckNodePort",
                        string.Create(CultureInfo.InvariantCulture, $"{key.Port}: {e.Message}")
                    )
                );
            }
        }

        return taken;
    }

    public void Dispose()
    {
        foreach (HttpService server in _servers.Values)
        {
            server.Dispose();
        }

        _servers.Clear();
    }

    /// <summary>As kube-proxy answers, byte by byte but for the date.</summary>
    internal static HttpAnswer Answer(HealthCheckPort port, bool isHealthy)
    {
        string body = $$"""
            {
            {{"\t"}}"service": {
            {{"\t\t"}}"namespace": "{{port.Service.Namespace}}",
            {{"\t\t"}}"name": "{{port.Service.Name}}"
            {{"\t"}}},
            {{"\t"}}"localEndpoints": {{port.LocalEndpoints}},
            {{"\t"}}"serviceProxyHealthy": {{(isHealthy ? "true" : "false")}}
            }
            """;
        string headers = $"{HttpAnswer.NoSniff}X-Load-Balancing-Endpoint-Weight: {port.LocalEndpoints}\r\n";
        return new HttpAnswer(port.LocalEndpoints > 0 && isHealthy ? 200 : 503, "application/json", body, headers);
    }

    private HttpAnswer Answer((ushort, AddressFamily) key) =>
        Volatile.Read(ref _wanted).TryGetValue(key, out HealthCheckPort port) ? Answer(port, figures.IsHealthy) : HttpAnswer.NotFound;

    /// <summary>One address of the node port ranges, where there is one alone; else all.</summary>
    private IPAddress AddressOf(AddressFamily family)
    {
        AddressRange[] ranges = [.. options.NodePortRanges.Where(range => range.Family == family)];
        return ranges is [var one] && one.Length == one.Network.BitCount ? one.Network.ToIPAddress()
            : family == AddressFamily.IPv6 ? IPAddress.IPv6Any
            : IPAddress.Any;
    }
}
