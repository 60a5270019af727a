using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads back what of an apply is in the kernel's table, where the kernel's answers do not tell.</summary>
internal sealed class ApplyReadBack(IpvsClient client)
{
    private readonly Dictionary<IpvsServiceId, IpvsService> _services = client.ListServices().ToDictionary(service => service.Id);
    private readonly Dictionary<IpvsServiceId, List<RealServer>> _servers = [];

    /// <summary>What is there of a step, in words; nothing where it was taken back.</summary>
    public IEnumerable<string> Of(ApplyStep step) =>
        step.Kind == ApplyKind.RemoveService && _services.ContainsKey(step.Id)
            ? step.Present!.RealServers.Where(server => Find(step.Id, server) is null)
                .Select(server => new ApplyStep(ApplyKind.RemoveServer, step.Id) { PresentServer = server }.Operation)
        : Holds(step) ? [step.Operation]
        : [];

    /// <summary>Whether the table is as a step makes it.</summary>
    public bool Holds(ApplyStep step)
    {
        IpvsService? service = _services.GetValueOrDefault(step.Id);
        return step.Kind switch
        {
            ApplyKind.AddService or ApplyKind.PublishService or ApplyKind.SetService => service is not null
                && IpvsServiceText.HaveSameSettings(service, step.Service!),
            ApplyKind.AddUnpublishedService => service is not null
                && (service.Scheduler == "none" || service.Scheduler == step.Service!.Scheduler)
                && IpvsServiceText.HaveSameSettingsButScheduler(service, step.Service!),
            ApplyKind.RemoveService => service is null,
            ApplyKind.RemoveServer => Find(step.Id, step.PresentServer) is null,
            _ => Find(step.Id, step.Server) is { } row && RealServer.HaveSameSettings(row, step.Server),
        };
    }

    private RealServer? Find(IpvsServiceId service, in RealServer server)
    {
        if (!_servers.TryGetValue(service, out List<RealServer>? rows))
        {
            client.ReadRealServers(service, rows = []);
            _servers.Add(service, rows);
        }

        int place = rows.BinarySearch(server, Comparer<RealServer>.Create((left, right) => RealServer.CompareEndpoints(left, right)));
        return place >= 0 ? rows[place] : null;
    }
}
