using System.Runtime.InteropServices;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>
/// A configuration as it is worked with: checked, services sorted as <c>ipvsadm -Ln</c> does, real servers as arrays of
/// values under them.
/// </summary>
public sealed class ConfigurationTable : IDisposable
{
    /// <summary>Holds real servers of <see cref="Services"/>; entries may have arrays of their own instead.</summary>
    internal RealServerStore Store { get; } = new();

    /// <summary>The services, sorted by identity.</summary>
    public List<ServiceEntry> Services { get; init; } = [];

    /// <summary>The connection timeouts; null where the configuration says nothing of them.</summary>
    public IpvsTimeout? Timeouts { get; set; }

    /// <summary>The sync daemons; null where the configuration says nothing of them.</summary>
    public List<IpvsSyncDaemon>? SyncDaemons { get; set; }

    /// <summary>The settings of <c>net.ipv4.vs</c>; null where the configuration says nothing of them.</summary>
    public List<IpvsSetting>? Settings { get; set; }

    /// <summary>How services are watched that do not say it themselves; null where the configuration says nothing of it.</summary>
    public HealthPolicy? Health { get; set; }

    /// <summary>Whether the text clears the table first, with ipvsadm's <c>-C</c>, and so says all that is to be there.</summary>
    public bool IsClearedFirst { get; init; }

    /// <summary>Gives back the memory of the real servers: the table is of no more use.</summary>
    public void Dispose() => Store.Dispose();

    /// <summary>Checks the objects of a configuration and sorts them.</summary>
    /// <exception cref="IpvsConfigurationException">Something in it cannot be, or is there twice.</exception>
    public static ConfigurationTable From(IpvsConfiguration configuration)
    {
        var table = new ConfigurationTable
        {
            Timeouts = configuration.Timeouts,
            SyncDaemons = configuration.SyncDaemons?.ToList(),
            Settings = configuration.Settings?.ToList(),
            Health = configuration.Health,
        };
        foreach (IpvsService service in configuration.Services)
        {
            ThrowIfPartial(service.IsPartial, service.Id);
            table.Services.Add(new ServiceEntry(service, default));
        }

        table.Sort();
        table.Distribute(configuration.RealServers);
        table.Distribute(configuration.ServiceHealth);
        table.Check();
        return table;
    }

    /// <summary>The same configuration as objects.</summary>
    public IpvsConfiguration ToConfiguration(NetNamespace? netns)
    {
        var servers = new IpvsRealServer[Services.Sum(entry => entry.RealServers.Count)];
        int next = 0;
        foreach (ServiceEntry entry in Services)
        {
            var reference = new IpvsServiceReference(entry.Service);
            foreach (ref readonly RealServer realServer in entry.RealServers.AsSpan())
            {
                servers[next++] = new IpvsRealServer(reference, realServer);
            }
        }

        return new IpvsConfiguration
        {
            Services = [.. Services.Select(entry => entry.Service)],
            RealServers = servers,
            Timeouts = Timeouts,
            SyncDaemons = SyncDaemons?.ToArray(),
            Settings = Settings?.ToArray(),
            Health = Health,
            ServiceHealth = Services.Where(entry => entry.Health is not null).ToDictionary(entry => entry.Id, entry => entry.Health!),
            NetNamespace = netns,
        };
    }

    /// <summary>Sorts the services; two of the same identity are an error.</summary>
    /// <exception cref="IpvsConfigurationException">A service is there twice.</exception>
    public void Sort()
    {
        if (AreInOrder())
        {
            return;
        }

        Services.Sort((left, right) => left.Id.CompareTo(right.Id));
        for (int i = 1; i < Services.Count; i++)
        {
            if (Services[i - 1].Id == Services[i].Id)
            {
                (ServiceEntry first, ServiceEntry second) =
                    Services[i - 1].Position.Line <= Services[i].Position.Line
                        ? (Services[i - 1], Services[i])
                        : (Services[i], Services[i - 1]);
                string where = first.Position.Line > 0 ? $", first on line {first.Position.Line}" : string.Empty;
                throw ConfigurationRules.Error($"the service {second.Id} is there twice{where}: name each once.", second.Position);
            }
        }
    }

    /// <summary>Whether the services are sorted, and none is there twice: as in a file that was written from a table.</summary>
    private bool AreInOrder()
    {
        for (int i = 1; i < Services.Count; i++)
        {
            if (Services[i - 1].Id.CompareTo(Services[i].Id) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes over what another configuration says of health, which no kernel knows.</summary>
    /// <param name="former">The other configuration.</param>
    /// <returns>The services of the other one that are not in this, so that what it says of them is lost.</returns>
    public IReadOnlyList<IpvsServiceId> KeepHealth(ConfigurationTable former)
    {
        Health ??= former.Health;
        var lost = new List<IpvsServiceId>();
        foreach (ServiceEntry entry in former.Services.Where(entry => entry.Health is not null))
        {
            int place = Find(entry.Id);
            if (place < 0)
            {
                lost.Add(entry.Id);
            }
            else
            {
                Services[place].Health ??= entry.Health;
            }
        }

        return lost;
    }

    /// <summary>The place of a service in the sorted list, or a negative number.</summary>
    public int Find(IpvsServiceId id)
    {
        int low = 0;
        int high = Services.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Services[middle].Id.CompareTo(id);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Puts every real server under its service.</summary>
    private void Distribute(IpvsRealServer[] servers)
    {
        var lists = new List<RealServer>?[Services.Count];
        for (int i = 0; i < servers.Length; i++)
        {
            int place = Find(servers[i].ServiceId);
            if (place < 0)
            {
                throw new IpvsConfigurationException(
                    $"RealServers[{i}], {servers[i]}, is of {servers[i].ServiceId}, and Services has no such service: add it, "
                        + "or leave the real server out."
                );
            }

            ThrowIfPartial(servers[i].RealServer.IsPartial, servers[i]);
            (lists[place] ??= []).Add(servers[i].RealServer);
        }

        for (int i = 0; i < lists.Length; i++)
        {
            Services[i].RealServers = lists[i]?.ToArray() ?? default(RealServerRange);
        }
    }

    /// <summary>Puts every health section into its service.</summary>
    private void Distribute(IReadOnlyDictionary<IpvsServiceId, HealthPolicy> sections)
    {
        foreach ((IpvsServiceId service, HealthPolicy policy) in sections)
        {
            int place = Find(service);
            if (place < 0)
            {
                throw new IpvsConfigurationException(
                    $"ServiceHealth has a section of {service}, and Services has no such service: add it, or leave the section out."
                );
            }

            Services[place].Health = policy;
        }
    }

    /// <summary>What is not known must not become a setting that is off.</summary>
    private static void ThrowIfPartial(bool isPartial, object item)
    {
        if (isPartial)
        {
            throw new IpvsConfigurationException(
                $"{item} was read without privilege, so that some of its settings are not known: read it again as root."
            );
        }
    }

    private void Check()
    {
        foreach (ServiceEntry entry in Services)
        {
            ConfigurationRules.Check(entry.Service, default);
            Span<RealServer> realServers = entry.RealServers.AsSpan();
            foreach (ref readonly RealServer realServer in realServers)
            {
                ConfigurationRules.Check(entry.Id, realServer, default);
            }

            if (ConfigurationRules.SortAndFindDuplicate(realServers) is { } twice)
            {
                throw ConfigurationRules.Duplicate(entry.Id, twice, default);
            }
        }

        ConfigurationRules.Check(Timeouts, default);
        ConfigurationRules.Check(CollectionsMarshal.AsSpan(SyncDaemons), default);
        Settings?.ForEach(setting => ConfigurationRules.Check(setting, default));
    }
}
