using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// Says once a service where a weight of 0 does not do what its user is likely to mean: persistence still sends clients to
/// such a real server (ip_vs_check_template asks for its weight only with expire_quiescent_template), and sh refuses those
/// whose hash leads to it unless it has sh-fallback (ip_vs_sh_schedule).
/// </summary>
internal sealed class WeightZeroWarning(Action<string> warn)
{
    private const string QuiescentSetting = "expire_quiescent_template";

    private readonly HashSet<(IpvsClient, IpvsServiceId)> _checked = [];

    /// <summary>Looks at the service of a real server of weight 0.</summary>
    public void Check(IpvsRealServer server, IpvsClient client, NetNamespace? scope, CancellationToken cancellation)
    {
        if (!_checked.Add((client, server.ServiceId)) || TryGet(client, server.ServiceId) is not { } service)
        {
            return;
        }

        if (service.PersistenceTimeout is not null && !IsOn(scope, cancellation))
        {
            warn(
                $"{service.Id} is persistent: clients that persistence keeps with a real server of weight 0 still come to it. "
                    + $"Set-IpvsSetting {QuiescentSetting} 1 sends them elsewhere (docs/diagnosis.md, D011)."
            );
        }

        if (service.Scheduler == "sh" && service.SchedulerFlag?.Contains("sh-fallback", StringComparer.OrdinalIgnoreCase) != true)
        {
            warn(
                $"{service.Id} is scheduled by sh without sh-fallback: clients whose hash leads to a real server of weight 0 "
                    + "are refused. Set-IpvsService with -SchedulerFlag sh-fallback sends them to another one (docs/diagnosis.md, S105)."
            );
        }
    }

    private static IpvsService? TryGet(IpvsClient client, IpvsServiceId id)
    {
        try
        {
            return client.GetService(id);
        }
        catch (NetlinkException)
        {
            // What is wrong with the service is told by the change itself.
            return null;
        }
    }

    private static bool IsOn(NetNamespace? scope, CancellationToken cancellation)
    {
        try
        {
            using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
            return clients.In(scope, cancellation).Get(QuiescentSetting).Value is true;
        }
        catch (NetlinkException)
        {
            return false;
        }
    }
}
