using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>The few changes beside services: settings, timeouts, sync daemons; one by one, each with what takes it back.</summary>
/// <param name="client">The connection.</param>
/// <param name="openSettings">Opens the settings of the namespace.</param>
/// <param name="say">Told in words what is about to be done.</param>
internal sealed class ApplySections(IpvsClient client, Func<IpvsSettingsClient> openSettings, Action<string>? say) : IDisposable
{
    private readonly Stack<DoneChange> _done = new();
    private IpvsSettingsClient? _settings;
    private int _begun;

    /// <summary>What the last change was about, as errors want it.</summary>
    public object? Target { get; private set; }

    /// <summary>What has been done, in words.</summary>
    public IEnumerable<string> Done => _done.Select(done => done.Operation).Reverse();

    /// <summary>What comes before the services: a daemon that is to go may be in the way of real servers.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    public void Begin(ConfigurationPlan plan)
    {
        foreach (Pair<IpvsSetting> setting in plan.Settings)
        {
            Do($"set net.ipv4.vs.{setting.Desired.Name}", setting.Desired.Name, () => Set(setting.Desired), _ => Set(setting.Present!));
        }

        if (plan.Timeouts is { } timeouts)
        {
            Do(
                "set the IPVS timeouts",
                timeouts.Desired,
                () => client.SetTimeouts(timeouts.Desired),
                other => other().SetTimeouts(timeouts.Present!)
            );
        }

        foreach (IpvsSyncDaemon daemon in plan.StoppedDaemons)
        {
            Do(
                $"stop the {daemon.State} sync daemon",
                daemon,
                () => client.StopSyncDaemon(daemon.State),
                other => other().StartSyncDaemon(daemon)
            );
        }

        _begun = _done.Count;
    }

    /// <summary>What comes after the services.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    public void End(ConfigurationPlan plan)
    {
        foreach (IpvsSyncDaemon daemon in plan.StartedDaemons)
        {
            Do(
                $"start the {daemon.State} sync daemon on {daemon.Interface}",
                daemon,
                () => client.StartSyncDaemon(daemon),
                other => other().StopSyncDaemon(daemon.State)
            );
        }
    }

    /// <summary>Takes back what came after the services, the last first; returns in words what could not be.</summary>
    public List<string> TakeBackEnd(Func<IpvsClient> connect) => TakeBack(connect, _begun);

    /// <summary>Takes back what came before the services, the last first; returns in words what could not be.</summary>
    public List<string> TakeBackBegin(Func<IpvsClient> connect) => TakeBack(connect, 0);

    public void Dispose() => _settings?.Dispose();

    private List<string> TakeBack(Func<IpvsClient> connect, int keep)
    {
        var left = new List<string>();
        while (_done.Count > keep)
        {
            DoneChange done = _done.Pop();
            say?.Invoke($"take back: {done.Operation}");
            try
            {
                done.Inverse(connect);
            }
            catch (Exception e) when (e is NetlinkException or NetNamespaceException)
            {
                left.Add(done.Operation);
            }
        }

        return left;
    }

    private void Do(string operation, object target, Action work, Action<Func<IpvsClient>> inverse)
    {
        Target = target;
        say?.Invoke(operation);
        work();
        _done.Push(new DoneChange(operation, inverse));
    }

    private void Set(IpvsSetting setting)
    {
        (string text, _) = IpvsSettingText.Write(IpvsSettingCatalog.Find(setting.Name), setting.Value ?? string.Empty);
        (_settings ??= openSettings()).Set(setting.Name, text);
    }

    private sealed record DoneChange(string Operation, Action<Func<IpvsClient>> Inverse);
}
