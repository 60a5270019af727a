using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads back what of an apply is in the kernel's table, after a take-back of which not everything is known.</summary>
internal sealed class ApplyRemains(IpvsClient client)
{
    private readonly Dictionary<IpvsServiceId, IpvsService> _services = client.ListServices().ToDictionary(service => service.Id);
    private readonly Dictionary<IpvsServiceId, List<IpvsDestination>> _servers = [];

    /// <summary>What is there of a step, in words; nothing where it was taken back.</summary>
    public IEnumerable<string> Of(ApplyStep step)
    {
        bool isThere = _services.TryGetValue(step.Id, out IpvsService? service);
        if (step.Kind == ApplyKind.RemoveService && isThere)
        {
            return step.Present!.Destinations.Where(server => Find(step.Id, server) is null)
                .Select(server => new ApplyStep(ApplyKind.RemoveServer, step.Id) { PresentServer = server }.Operation);
        }

        bool holds = step.Kind switch
        {
            ApplyKind.AddService or ApplyKind.AddUnpublishedService => isThere,
            ApplyKind.PublishService or ApplyKind.SetService => isThere && IpvsServiceText.HaveSameSettings(service!, step.Service!),
            ApplyKind.RemoveService => true,
            ApplyKind.RemoveServer => Find(step.Id, step.PresentServer) is null,
            ApplyKind.SetServer => Find(step.Id, step.Server) is { } row && IpvsDestination.HaveSameSettings(row, step.Server),
            _ => Find(step.Id, step.Server) is not null,
        };
        return holds ? [step.Operation] : [];
    }

    private IpvsDestination? Find(IpvsServiceId service, in IpvsDestination server)
    {
        if (!_servers.TryGetValue(service, out List<IpvsDestination>? rows))
        {
            client.ReadRealServers(service, rows = []);
            _servers.Add(service, rows);
        }

        int place = rows.BinarySearch(server, Comparer<IpvsDestination>.Create((left, right) => IpvsDestination.CompareEndpoints(left, right)));
        return place >= 0 ? rows[place] : null;
    }
}
