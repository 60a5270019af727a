using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Changes as objects, with what changes in words.</summary>
internal static class ChangeText
{
    public static IEnumerable<IpvsChange> Add(ServiceEntry entry, NetNamespace? netns)
    {
        yield return new IpvsChange(IpvsChangeAction.Add, IpvsChangeKind.Service, entry.Id.ToString(), Settings(entry.Service))
        {
            Service = entry.Id.ToString(),
            Desired = entry.Service,
            NetNamespace = netns,
        };
        var reference = new IpvsServiceReference(entry.Service);
        foreach (RealServer server in entry.RealServers)
        {
            yield return Of(IpvsChangeAction.Add, new RealServerChange(reference, default, server), netns);
        }
    }

    public static IpvsChange Set(Pair<IpvsService> service, NetNamespace? netns) =>
        new(
            IpvsChangeAction.Set,
            IpvsChangeKind.Service,
            service.Desired.Id.ToString(),
            $"{Settings(service.Present!)} → {Settings(service.Desired)}"
        )
        {
            Service = service.Desired.Id.ToString(),
            Present = service.Present,
            Desired = service.Desired,
            NetNamespace = netns,
        };

    public static IpvsChange Remove(ServiceEntry entry, NetNamespace? netns) =>
        new(
            IpvsChangeAction.Remove,
            IpvsChangeKind.Service,
            entry.Id.ToString(),
            $"with {Quantity.Of(entry.RealServers.Count, "real server")}"
        )
        {
            Service = entry.Id.ToString(),
            ActiveConnections = (uint)entry.RealServers.Sum(server => server.ActiveConnections),
            Present = entry.Service,
            NetNamespace = netns,
        };

    public static IpvsChange Unmanaged(IpvsService service, NetNamespace? netns) =>
        new(IpvsChangeAction.Unmanaged, IpvsChangeKind.Service, service.Id.ToString(), Settings(service))
        {
            Service = service.Id.ToString(),
            Present = service,
            NetNamespace = netns,
        };

    public static IpvsChange Of(IpvsChangeAction action, RealServerChange server, NetNamespace? netns)
    {
        bool isNew = action == IpvsChangeAction.Add;
        RealServer shown = isNew ? server.Desired : server.Present;
        string details = action switch
        {
            IpvsChangeAction.Add => Settings(server.Desired),
            IpvsChangeAction.Remove => Settings(server.Present),
            _ => Differences(server.Present, server.Desired),
        };
        return new IpvsChange(action, IpvsChangeKind.RealServer, shown.ToString(), details)
        {
            Service = server.Service.Id.ToString(),
            ActiveConnections = isNew ? null : server.Present.ActiveConnections,
            Present = isNew ? null : new IpvsRealServer(server.Service, server.Present),
            Desired = action == IpvsChangeAction.Remove ? null : new IpvsRealServer(server.Service, server.Desired),
            NetNamespace = netns,
        };
    }

    public static IpvsChange Set(Pair<IpvsTimeout> timeouts, NetNamespace? netns) =>
        new(
            IpvsChangeAction.Set,
            IpvsChangeKind.Timeout,
            "timeouts",
            timeouts.Present is null ? $"{timeouts.Desired}" : $"{timeouts.Present} → {timeouts.Desired}"
        )
        {
            Present = timeouts.Present,
            Desired = timeouts.Desired,
            NetNamespace = netns,
        };

    public static IpvsChange Set(Pair<IpvsSetting> setting, NetNamespace? netns) =>
        new(
            IpvsChangeAction.Set,
            IpvsChangeKind.Setting,
            setting.Desired.Name,
            $"{Value(setting.Present)} → {Value(setting.Desired)}".TrimStart(' ', '→')
        )
        {
            Present = setting.Present,
            Desired = setting.Desired,
            NetNamespace = netns,
        };

    private static string Text(IpvsSyncDaemon daemon)
    {
        string group = daemon.MulticastGroup is { } address ? $", group {new InetEndpoint(address, daemon.MulticastPort)}" : string.Empty;
        string length = daemon.MaxLength is { } bytes ? $", length {bytes}" : string.Empty;
        return $"on {daemon.Interface}, sync id {daemon.SyncId}{group}{length}";
    }

    public static IpvsChange Add(IpvsSyncDaemon daemon, NetNamespace? netns) =>
        new(IpvsChangeAction.Add, IpvsChangeKind.SyncDaemon, $"{daemon.State}", Text(daemon)) { Desired = daemon, NetNamespace = netns };

    public static IpvsChange Remove(IpvsSyncDaemon daemon, NetNamespace? netns) =>
        new(IpvsChangeAction.Remove, IpvsChangeKind.SyncDaemon, $"{daemon.State}", Text(daemon)) { Present = daemon, NetNamespace = netns };

    private static string Settings(IpvsService service) => $"{service.Scheduler} {service.Options}".TrimEnd();

    private static string Settings(in RealServer server) =>
        $"{server.ForwardingMethod}, weight {Weight(server)}{Thresholds(server, ", thresholds ")}{Tunnel(server, ", ")}";

    private static string Thresholds(in RealServer server, string before) =>
        server.UpperThreshold == 0 ? string.Empty : $"{before}{server.LowerThreshold}/{server.UpperThreshold}";

    private static string Tunnel(in RealServer server, string before) =>
        server.ForwardingMethod != IpvsForwardingMethod.Tunnel
            ? string.Empty
            : $"{before}{server.TunnelType ?? IpvsTunnelType.Ipip}{(server.TunnelPort is { } port ? $" port {port}" : string.Empty)}"
                + $"{(server.TunnelChecksum is { } sum and not IpvsTunnelChecksum.None ? $" {sum}" : string.Empty)}";

    private static string Differences(in RealServer from, in RealServer to)
    {
        (string Name, string From, string To)[] parts =
        [
            ("forwarding", $"{from.ForwardingMethod}", $"{to.ForwardingMethod}"),
            ("weight", Weight(from), Weight(to)),
            ("thresholds", $"{from.LowerThreshold}/{from.UpperThreshold}", $"{to.LowerThreshold}/{to.UpperThreshold}"),
            ("tunnel", Tunnel(from, string.Empty), Tunnel(to, string.Empty)),
        ];
        return string.Join(
            ", ",
            parts
                .Where(part => part.From != part.To)
                .Select(part => $"{part.Name} {part.From} → {part.To}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd())
        );
    }

    private static string Weight(in RealServer server) => server.IsSuspended ? $"0 (suspended, of {server.Weight})" : $"{server.Weight}";

    private static string Value(IpvsSetting? setting) => setting?.Value is { } value ? IpvsSettingText.Join(value) : string.Empty;
}
