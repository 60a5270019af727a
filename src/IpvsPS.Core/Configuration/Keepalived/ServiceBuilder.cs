using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Makes services and real servers of what was read, with the corrections that keepalived makes before it starts.</summary>
internal sealed class ServiceBuilder(ConfigDraft draft, KeepalivedReadOptions options, RemarkList remarks)
{
    private readonly Dictionary<IpvsServiceId, Built> _services = [];
    private readonly List<IpvsService> _order = [];
    private readonly List<KeepalivedVirtualServer> _virtualServers = [];
    private readonly Dictionary<string, GroupDraft> _groups = [];

    /// <summary>A service with the real servers that it has so far.</summary>
    private sealed record Built(IpvsService Service)
    {
        public List<RealServer> Servers { get; } = [];

        public HashSet<(InetAddress, ushort)> Endpoints { get; } = [];
    }

    /// <exception cref="IpvsConfigurationException">Ranges of addresses make more services than the options allow.</exception>
    public KeepalivedReading Build()
    {
        foreach (GroupDraft group in draft.Groups)
        {
            _groups.TryAdd(group.Name, group);
        }

        foreach (VirtualServerDraft server in draft.VirtualServers)
        {
            GroupDraft? group = null;
            if (server.Group is null || (_groups.TryGetValue(server.Group, out group) && HasFamilyOf(server, group)))
            {
                Add(server, group);
            }
            else if (group is null)
            {
                remarks.PassedOver(server.Position, "virtual_server", $"there is no virtual_server_group '{server.Group}'.");
            }
        }

        return new KeepalivedReading(ToConfiguration(), _virtualServers, remarks.All);
    }

    private IpvsConfiguration ToConfiguration()
    {
        var servers = new List<IpvsRealServer>();
        foreach (IpvsService service in _order)
        {
            var reference = new IpvsServiceReference(service);
            _services[service.Id].Servers.ForEach(server => servers.Add(new IpvsRealServer(reference, server)));
        }

        return new IpvsConfiguration
        {
            Services = [.. _order],
            RealServers = [.. servers],
            Timeouts = draft.HasTimeouts ? draft.Timeouts : null,
        };
    }

    /// <summary>Whether the virtual_server can have the family of its group; where it has none it takes over the group's.</summary>
    private bool HasFamilyOf(VirtualServerDraft server, GroupDraft group)
    {
        bool isMixed = group.HasIPv4 && group.HasIPv6;
        AddressFamily? only =
            isMixed ? null
            : group.HasIPv4 ? AddressFamily.IPv4
            : group.HasIPv6 ? AddressFamily.IPv6
            : null;
        if (server.Family is { } family && (isMixed || (only is not null && only != family)))
        {
            remarks.PassedOver(
                server.Position,
                "virtual_server",
                $"the group '{group.Name}' is not {family} alone, as '{server.Name}' is."
            );
            return false;
        }

        server.Family ??= only;
        return true;
    }

    private void Add(VirtualServerDraft server, GroupDraft? group)
    {
        var rules = new VirtualServerRules(server, group, remarks);
        rules.Correct();
        List<RealServerDraft> servers = rules.RealServers();
        var services = new List<IpvsService>();
        foreach ((IpvsServiceId id, LinePosition position) in Identities(server, group))
        {
            if (AddService(id, server, group, position) is { } service)
            {
                services.Add(service);
                AddServers(id, server, rules, servers);
            }
        }

        _virtualServers.Add(
            new KeepalivedVirtualServer(
                ConfigLine.Readable(server.Position.File),
                server.Position.Line,
                services,
                server.Quorum,
                server.Hysteresis,
                server.SorryServer is { } sorry ? Row(sorry, sorry.Port, weight: 1) : null,
                [
                    .. servers.Select(real => new KeepalivedRealServer(
                        real.Address.ToIPAddress(),
                        real.Port,
                        real.Inhibit ?? server.Inhibit,
                        [.. real.Checkers.SelectMany(checker => checker.Build(real.Defaults, server.Defaults))]
                    )),
                ]
            )
        );
    }

    private IEnumerable<(IpvsServiceId Id, LinePosition Position)> Identities(VirtualServerDraft server, GroupDraft? group)
    {
        if (server.FirewallMark != 0)
        {
            yield return (IpvsServiceId.ForFirewallMark(server.FirewallMark, server.Family ?? AddressFamily.IPv4), server.Position);
        }
        else if (group is null)
        {
            yield return (IpvsServiceId.ForAddress(server.Address, server.Port, server.Protocol!.Value), server.Position);
        }

        foreach (GroupEntry range in group?.Ranges ?? [])
        {
            if (GroupReader.Count(range) + _order.Count > options.MostServices)
            {
                throw KeepalivedErrors.At(range.Position, $"the range makes more than {options.MostServices} services.");
            }

            foreach (InetAddress address in GroupReader.Addresses(range))
            {
                yield return (IpvsServiceId.ForAddress(address, range.Port, server.Protocol!.Value), range.Position);
            }
        }

        foreach (GroupEntry mark in group?.Marks ?? [])
        {
            yield return (
                IpvsServiceId.ForFirewallMark(mark.FirewallMark!.Value, mark.MarkFamily ?? server.Family ?? AddressFamily.IPv4),
                mark.Position
            );
        }
    }

    /// <summary>The service of an identity, made anew unless it is there; null where IPVS would refuse it.</summary>
    private IpvsService? AddService(IpvsServiceId id, VirtualServerDraft server, GroupDraft? group, LinePosition position)
    {
        var service = new IpvsService(id)
        {
            Scheduler = server.Scheduler,
            SchedulerFlag = IpvsFlags.SchedulerFlags(server.Flags, server.Scheduler),
            OnePacket = (server.Flags & IpvsFlags.OnePacket) != 0,
        };
        if (server.PersistenceTimeout != 0)
        {
            service.PersistenceTimeout = TimeSpan.FromSeconds(server.PersistenceTimeout);
            service.PersistencePrefixLength = group is null ? server.PersistencePrefixLength ?? id.Address.BitCount : id.Address.BitCount;
            service.PersistenceEngine = server.PersistenceEngine;
        }

        if (_services.TryGetValue(id, out Built? known))
        {
            remarks.Replaced(
                server.Position,
                "virtual_server",
                $"{id} is defined before: its settings stay, and real servers are added to it."
            );
            return known.Service;
        }

        if (id is { IsFirewallMark: false, Address.Family: 0 } || IpvsRules.Check(service) is { } violation)
        {
            remarks.PassedOver(position, "virtual_server", $"the kernel takes no such service {id}.");
            return null;
        }

        if (_order.Count == options.MostServices)
        {
            throw KeepalivedErrors.At(position, $"the configuration makes more than {options.MostServices} services.");
        }

        _services.Add(id, new Built(service));
        _order.Add(service);
        return service;
    }

    private void AddServers(IpvsServiceId id, VirtualServerDraft server, VirtualServerRules rules, List<RealServerDraft> servers)
    {
        bool isSorry = rules.StartsWithoutQuorum(servers) && server.SorryServer is not null;
        foreach (RealServerDraft real in servers)
        {
            if (!isSorry || (real.Inhibit ?? server.Inhibit))
            {
                AddServer(id, real, isSorry ? 0 : real.Weight ?? server.Weight, "real_server");
            }
        }

        if (server.SorryServer is { } sorry && (isSorry || sorry.Inhibit == true))
        {
            bool isAlsoReal = servers.Exists(real => real.Address == sorry.Address && real.Port == sorry.Port);
            if (isSorry || !isAlsoReal)
            {
                AddServer(id, sorry, isSorry ? 1 : 0, "sorry_server");
            }
        }
    }

    private static RealServer Row(RealServerDraft real, ushort port, int weight)
    {
        Forwarding forwarding = real.Forwarding!.Value;
        bool isTunnel = forwarding.Method == IpvsForwardingMethod.Tunnel;
        return new RealServer(real.Address, port)
        {
            ForwardingMethod = forwarding.Method,
            Weight = weight,
            UpperThreshold = real.UpperThreshold,
            LowerThreshold = real.LowerThreshold,
            TunnelType = isTunnel ? forwarding.TunnelType : null,
            TunnelPort = isTunnel && forwarding.TunnelPort != 0 ? forwarding.TunnelPort : null,
            TunnelChecksum = isTunnel ? forwarding.Checksum : null,
        };
    }

    private void AddServer(IpvsServiceId id, RealServerDraft real, int weight, string keyword)
    {
        bool isNat = real.Forwarding!.Value.Method == IpvsForwardingMethod.Masquerade;
        RealServer destination = Row(real, isNat ? real.Port : id.Port, weight);
        if (IpvsRules.Check(id, destination) is { } violation)
        {
            remarks.PassedOver(
                real.Position,
                keyword,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the kernel takes no such real server {destination} in {id} ({violation.Field})."
                )
            );
        }
        else if (!_services[id].Endpoints.Add((destination.Address, destination.Port)))
        {
            remarks.PassedOver(real.Position, keyword, $"{destination} is in {id} already.");
        }
        else
        {
            _services[id].Servers.Add(destination);
        }
    }
}
