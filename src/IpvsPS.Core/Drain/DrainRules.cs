using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>What the kernel's schedulers and persistence do with a real server of weight 0.</summary>
public static class DrainRules
{
    /// <summary>
    /// Whether the service's scheduler refuses the clients that its hash leads to a real server of weight 0
    /// (<c>ip_vs_sh_schedule</c>, <c>ip_vs_mh_schedule</c>, <c>ip_vs_dh_schedule</c>).
    /// </summary>
    /// <param name="service">The service, with its flags.</param>
    /// <param name="server">The real server that is to have the weight 0.</param>
    /// <returns>What is to be said of it; null where the scheduler gives the clients another one.</returns>
    public static DrainFinding? CheckScheduler(IpvsService service, RealServerId server)
    {
        string? flag = service.Scheduler switch
        {
            "sh" => "sh-fallback",
            "mh" => "mh-fallback",
            "dh" => string.Empty,
            _ => null,
        };
        return flag is null || HasFlag(service, flag)
            ? null
            : new DrainFinding(DrainCode.SchedulerRefusesClients, server, "Scheduler", service.Scheduler, flag);
    }

    /// <summary>The service with the flag that lets its scheduler pass over real servers of weight 0; null where it has none.</summary>
    internal static IpvsService? WithFallback(IpvsService service)
    {
        if (service.Scheduler is not ("sh" or "mh"))
        {
            return null;
        }

        service.SchedulerFlag = [.. service.SchedulerFlag ?? [], $"{service.Scheduler}-fallback"];
        return service;
    }

    /// <summary>Whether each datagram is scheduled on its own, so that none is tied to a real server.</summary>
    internal static bool HasNoConnections(IpvsService service) => service.OnePacket == true && service.Protocol == IpvsProtocol.Udp;

    private static bool HasFlag(IpvsService service, string flag) =>
        flag.Length > 0 && (service.SchedulerFlag ?? []).Any(name => IpvsFlags.SchedulerBit(name) == IpvsFlags.SchedulerBit(flag));
}
