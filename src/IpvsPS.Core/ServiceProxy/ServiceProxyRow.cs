using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>Whether the kernel holds what a Kubernetes service wants.</summary>
public enum ServiceProxyPresence
{
    /// <summary>The kernel was not asked.</summary>
    Unknown,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there as wanted.</summary>
    Present,

    /// <summary>It is there with other settings or another weight.</summary>
    Different,

    /// <summary>It is there and not wanted: it drains, or somebody else added it.</summary>
    Surplus,
}

/// <summary>A real server of a virtual service with its Kubernetes names.</summary>
/// <param name="Service">The Kubernetes service, as <c>namespace/name</c>.</param>
/// <param name="PortName">The name of its port; empty where it has none.</param>
/// <param name="Kind">What the virtual address is to it.</param>
/// <param name="Id">The virtual service.</param>
/// <param name="Scheduler">The scheduler that is wanted.</param>
/// <param name="Presence">Whether the kernel holds it.</param>
public sealed record ServiceProxyRow(
    string Service,
    string PortName,
    string Kind,
    IpvsServiceId Id,
    string Scheduler,
    ServiceProxyPresence Presence
)
{
    /// <summary>The real server's address; null on the row of a service that has none.</summary>
    public InetAddress? RealAddress { get; init; }

    /// <summary>The real server's port, host order.</summary>
    public ushort RealPort { get; init; }

    /// <summary>The weight in the kernel, or the wanted one where the kernel does not have it.</summary>
    public int Weight { get; init; }

    /// <summary>Established connections; null where the kernel does not have it.</summary>
    public uint? ActiveConnections { get; init; }

    /// <summary>Other connections; null where the kernel does not have it.</summary>
    public uint? InactiveConnections { get; init; }

    /// <summary>The pod; empty where the slice does not name one.</summary>
    public string Pod { get; init; } = string.Empty;

    /// <summary>The node that the pod is on; empty where the slice does not name one.</summary>
    public string Node { get; init; } = string.Empty;

    /// <summary>The endpoint's conditions, such as <c>ready</c> or <c>serving,terminating</c>; empty where no slice has it.</summary>
    public string Conditions { get; init; } = string.Empty;
}

/// <summary>Makes the rows.</summary>
internal static class ServiceProxyRows
{
    public static IEnumerable<ServiceProxyRow> Of(DesiredState state, IpvsClient? client)
    {
        Dictionary<IpvsServiceId, IpvsService>? present = client?.ListServices().ToDictionary(service => service.Id);
        var held = new List<RealServer>();
        foreach (VirtualService service in state.Services.OrderBy(service => service.Id))
        {
            held.Clear();
            IpvsService? there = present?.GetValueOrDefault(service.Id);
            if (there is not null)
            {
                client!.ReadRealServers(service.Id, held);
            }

            ServiceProxyPresence presence =
                present is null ? ServiceProxyPresence.Unknown
                : there is null ? ServiceProxyPresence.Missing
                : IpvsServiceText.HaveSameSettings(there, service.ToService()) ? ServiceProxyPresence.Present
                : ServiceProxyPresence.Different;
            var row = new ServiceProxyRow(
                service.Service.ToString(),
                service.Port.Name,
                service.Kind.ToString(),
                service.Id,
                service.Scheduler,
                presence
            );
            ServiceProxyRow[] rows = [.. OfServers(row, service, held, EndpointsOf(state, service))];
            foreach (ServiceProxyRow one in rows.Length == 0 ? [row] : rows)
            {
                yield return one;
            }
        }
    }

    private static PortEndpoint[] EndpointsOf(DesiredState state, VirtualService service) =>
        state
            .Rules[service.Service]
            .Ports.FirstOrDefault(port => port.Port == service.Port && port.Key.Family == service.Id.Family)
            ?.Endpoints
        ?? [];

    private static IEnumerable<ServiceProxyRow> OfServers(
        ServiceProxyRow row,
        VirtualService service,
        List<RealServer> held,
        PortEndpoint[] endpoints
    )
    {
        var wanted = service.Servers.ToDictionary(server => (server.Address, server.Port));
        var there = held.ToDictionary(server => (server.Address, server.Port));
        foreach ((InetAddress address, ushort port) key in wanted.Keys.Union(there.Keys).Order())
        {
            bool isWanted = wanted.TryGetValue(key, out ProxyRealServer server);
            bool isThere = there.TryGetValue(key, out RealServer real);
            PortEndpoint endpoint = Array.Find(endpoints, one => one.Address == key.address && one.Port == key.port);
            yield return row with
            {
                RealAddress = key.address,
                RealPort = key.port,
                Weight = isThere ? real.Weight : server.Weight,
                ActiveConnections = isThere ? real.ActiveConnections : null,
                InactiveConnections = isThere ? real.InactiveConnections : null,
                Presence =
                    row.Presence is ServiceProxyPresence.Unknown or ServiceProxyPresence.Missing ? row.Presence
                    : !isThere ? ServiceProxyPresence.Missing
                    : !isWanted ? ServiceProxyPresence.Surplus
                    : RealServer.HaveSameSettings(real, server.ToRealServer()) ? ServiceProxyPresence.Present
                    : ServiceProxyPresence.Different,
                Pod = endpoint.Endpoint?.Pod ?? string.Empty,
                Node = endpoint.Endpoint?.NodeName ?? string.Empty,
                Conditions = Conditions(endpoint.Endpoint),
            };
        }
    }

    private static string Conditions(SliceEndpoint? endpoint) =>
        endpoint is null
            ? string.Empty
            : string.Join(
                ',',
                new[]
                {
                    endpoint.IsReady ? "ready" : null,
                    endpoint.IsServing ? "serving" : null,
                    endpoint.IsTerminating ? "terminating" : null,
                }.OfType<string>()
            );
}
