using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>The messages of a plan, in the order in which they are sent; the same at every walk.</summary>
internal static class ApplySteps
{
    /// <summary>
    /// A new service with more real servers than this is published when all are in, so that its scheduler's table is
    /// built once and its first clients do not all go to the first real servers.
    /// </summary>
    private const int ManyServers = 16;

    /// <summary>New services with their real servers, and real servers of services that are there.</summary>
    public static IEnumerable<ApplyStep> Additions(ConfigurationPlan plan)
    {
        foreach (ServiceEntry entry in plan.NewServices)
        {
            bool isPublishedLast = entry.RealServers.Count > ManyServers && entry.Service.Scheduler != "none";
            yield return new ApplyStep(isPublishedLast ? ApplyKind.AddUnpublishedService : ApplyKind.AddService, entry.Id) { Service = entry.Service };
            foreach (RealServer server in entry.RealServers)
            {
                yield return new ApplyStep(ApplyKind.AddServerOfNewService, entry.Id) { Server = server };
            }

            if (isPublishedLast)
            {
                yield return new ApplyStep(ApplyKind.PublishService, entry.Id) { Service = entry.Service };
            }
        }

        foreach (RealServerChange server in plan.AddedServers)
        {
            yield return new ApplyStep(ApplyKind.AddServer, server.Service.Id) { Server = server.Desired };
        }
    }

    /// <summary>Changes of what is there and stays.</summary>
    public static IEnumerable<ApplyStep> Edits(ConfigurationPlan plan)
    {
        foreach (Pair<IpvsService> service in plan.ChangedServices)
        {
            yield return new ApplyStep(ApplyKind.SetService, service.Desired.Id) { Service = service.Desired, Present = new ServiceEntry(service.Present!, ArraySegment<RealServer>.Empty) };
        }

        foreach (RealServerChange server in plan.ChangedServers.Concat(plan.QuiescedServers))
        {
            yield return new ApplyStep(ApplyKind.SetServer, server.Service.Id) { Server = server.Desired, PresentServer = server.Present };
        }
    }

    public static IEnumerable<ApplyStep> Removals(ConfigurationPlan plan)
    {
        foreach (RealServerChange server in plan.RemovedServers)
        {
            yield return new ApplyStep(ApplyKind.RemoveServer, server.Service.Id) { PresentServer = server.Present };
        }

        foreach (ServiceEntry entry in plan.RemovedServices)
        {
            yield return new ApplyStep(ApplyKind.RemoveService, entry.Id) { Present = entry };
        }
    }

    public static IEnumerable<ApplyStep> All(ConfigurationPlan plan) => Additions(plan).Concat(Edits(plan)).Concat(Removals(plan));
}
