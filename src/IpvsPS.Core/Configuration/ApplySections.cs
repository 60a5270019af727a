using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>The few changes beside services: settings, timeouts, sync daemons; one by one, each with what takes it back.</summary>
internal sealed class ApplySections(IpvsClient client, Func<IpvsSettingsClient> openSettings) : IDisposable
{
    private readonly Stack<(string Operation, Action<IpvsClient> Inverse)> _done = new();
    private IpvsSettingsClient? _settings;

    /// <summary>What the last change was about, as errors want it.</summary>
    public object? Target { get; private set; }

    /// <summary>What has been done, in words.</summary>
    public IEnumerable<string> Done => _done.Select(done => done.Operation);

    /// <summary>What comes before the services: a daemon that is to go may be in the way of real servers.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    public void Begin(ConfigurationPlan plan)
    {
        foreach (Pair<IpvsSetting> setting in plan.Settings)
        {
            Target = setting.Desired.Name;
            Set(setting.Desired);
            Keep($"set net.ipv4.vs.{setting.Desired.Name}", _ => Set(setting.Present!));
        }

        if (plan.Timeouts is { } timeouts)
        {
            Target = timeouts.Desired;
            client.SetTimeouts(timeouts.Desired);
            Keep("set the IPVS timeouts", other => other.SetTimeouts(timeouts.Present!));
        }

        foreach (IpvsSyncDaemon daemon in plan.StoppedDaemons)
        {
            Target = daemon;
            client.StopSyncDaemon(daemon.State);
            Keep($"stop the {daemon.State} sync daemon", other => other.StartSyncDaemon(daemon));
        }
    }

    /// <summary>What comes after the services.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    public void End(ConfigurationPlan plan)
    {
        foreach (IpvsSyncDaemon daemon in plan.StartedDaemons)
        {
            Target = daemon;
            client.StartSyncDaemon(daemon);
            Keep($"start the {daemon.State} sync daemon", other => other.StopSyncDaemon(daemon.State));
        }
    }

    /// <summary>Takes everything back, the last first; returns in words what could not be.</summary>
    public List<string> TakeBack(IpvsClient other)
    {
        var left = new List<string>();
        while (_done.TryPop(out var done))
        {
            try
            {
                done.Inverse(other);
            }
            catch (NetlinkException)
            {
                left.Add(done.Operation);
            }
        }

        return left;
    }

    public void Dispose() => _settings?.Dispose();

    private void Keep(string operation, Action<IpvsClient> inverse) => _done.Push((operation, inverse));

    private void Set(IpvsSetting setting)
    {
        (string text, _) = IpvsSettingText.Write(IpvsSettingCatalog.Find(setting.Name), setting.Value ?? string.Empty);
        (_settings ??= openSettings()).Set(setting.Name, text);
    }
}
