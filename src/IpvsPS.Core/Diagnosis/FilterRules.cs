using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about the packet filter: what it drops on the way through IPVS, and what it changes.</summary>
internal static class FilterRules
{
    private const ushort IpInIp = 4;
    private const ushort Gre = 47;
    internal const string Established = "established";

    /// <remarks>
    /// Field: the chain. Values: the rule, null for the policy; the hook; the packet's destination or source; the number of
    /// services whose packets it drops.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> FirewallDrops(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains)
        {
            return [];
        }

        var walk = new FilterWalk(chains);
        var drops = new Dictionary<(FilterChain, FilterRule?), (FilterPacket Packet, List<IpvsServiceId> Services)>();
        foreach (ServiceFacts service in facts.Services)
        {
            foreach (FilterPacket packet in PacketsOf(facts, service))
            {
                if (walk.FindDrop(packet) is not { Chain: { } chain } drop)
                {
                    continue;
                }

                if (!drops.TryGetValue((chain, drop.Rule), out (FilterPacket, List<IpvsServiceId> Services) known))
                {
                    drops.Add((chain, drop.Rule), known = (packet, []));
                }

                known.Services.Add(service.Id);
            }
        }

        return drops.Select(drop =>
            DirectorRules.Finding(
                "D020",
                drop.Key.Item1.ToString(),
                facts.Director,
                drop.Key.Item2?.Text,
                drop.Value.Packet.Hook,
                Describe(drop.Value.Packet),
                drop.Value.Services.Distinct().Count(),
                drop.Key.Item1.IsLegacy
            ) with
            {
                Service = drop.Value.Services[0],

                // Without a client the way of the answers is taken to be the default route.
                Confidence = drop.Value.Packet.Hook == FilterHook.Forward && facts.Client is null ? IpvsFindingConfidence.Likely : null,
            }
        );
    }

    /// <remarks>Field: the setting. Values: the chain, and the rule.</remarks>
    public static IEnumerable<DiagnosisFinding> ConntrackOffWithSnat(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains || facts.Director.Setting("conntrack") != 0)
        {
            yield break;
        }

        var walk = new FilterWalk(chains);
        foreach (ServiceFacts service in facts.Services)
        {
            foreach (RealServer server in service.With(IpvsForwardingMethod.Masquerade))
            {
                FilterOutcome? outcome = walk.FindTranslation(ToServer(facts, service, server, FilterHook.Postrouting));
                bool isMeant = outcome is { IsCertain: true } || outcome?.Rule?.Text.Contains("ipvs", StringComparison.Ordinal) == true;
                if (isMeant)
                {
                    yield return DirectorRules.Finding(
                        "D018",
                        "net.ipv4.vs.conntrack",
                        facts.Director,
                        outcome!.Chain!.ToString(),
                        outcome.Rule!.Text
                    ) with
                    {
                        Service = service.Id,
                    };
                    yield break;
                }
            }
        }
    }

    /// <remarks>Field: the chain. Values: the rule, and the number of services.</remarks>
    public static IEnumerable<DiagnosisFinding> DestinationTranslated(DiagnosisFacts facts)
    {
        if (facts.Filter is not { Count: > 0 } chains)
        {
            return [];
        }

        var walk = new FilterWalk(chains);
        return from service in facts.Services
            from request in RequestsOf(facts, service)
            where request.Hook == FilterHook.Prerouting
            let outcome = walk.FindTranslation(request)
            where outcome is { IsCertain: true }
            group service by (outcome.Chain, outcome.Rule) into taken
            select DirectorRules.Finding("D029", $"{taken.Key.Chain}", facts.Director, taken.Key.Rule!.Text, taken.Count()) with
            {
                Service = taken.First().Id,
            };
    }

    /// <summary>
    /// Whether a client's packets to a real server get another source address, or may; null where nothing that was read gives them
    /// one, and not all was read.
    /// </summary>
    public static bool? HasSourceNat(DiagnosisFacts facts, ServiceFacts service, RealServer server, InetAddress? client)
    {
        if (facts.Director.Setting("conntrack") is 0)
        {
            return false;
        }

        FilterPacket packet = ToServer(facts, service, server, FilterHook.Postrouting) with
        {
            Source = client ?? facts.ClientOf(service.Id.Family),
        };
        bool isFound = facts.Filter is { Count: > 0 } chains && new FilterWalk(chains).FindTranslation(packet) is not null;
        return isFound ? true
            : facts.IsFilterRead ? false
            : null;
    }

    /// <summary>Whether the packet filter keeps a client's packets from IPVS, or may, since not all of it was read.</summary>
    internal static bool MayBeKeptOut(DiagnosisFacts facts, ServiceFacts service)
    {
        if (!facts.IsFilterRead)
        {
            return true;
        }

        var walk = new FilterWalk(facts.Filter!);
        return RequestsOf(facts, service).Any(packet => walk.FindDrop(packet) is not null || walk.FindTranslation(packet) is not null);
    }

    /// <summary>A client's first packet, at the hooks before IPVS.</summary>
    internal static IEnumerable<FilterPacket> RequestsOf(DiagnosisFacts facts, ServiceFacts service)
    {
        if (service.HasAddress)
        {
            var request = new FilterPacket(FilterHook.Prerouting, service.Id.Family, service.Id.Protocol)
            {
                Source = facts.ClientOf(service.Id.Family),
                Destination = service.Id.Address,
                DestinationPort = service.Id.Port == 0 ? null : service.Id.Port,
                InputLink = facts.ClientOf(service.Id.Family) is { } client ? facts.Director.LinkTo(client)?.Name : null,
                State = "new",
            };
            yield return request;
            yield return request with
            {
                Hook = FilterHook.Input,
            };
        }
    }

    private static IEnumerable<FilterPacket> PacketsOf(DiagnosisFacts facts, ServiceFacts service)
    {
        foreach (FilterPacket request in RequestsOf(facts, service))
        {
            yield return request;
        }

        foreach (RealServer server in service.RealServers.Where(server => server.Weight > 0 && !facts.Director.IsLocal(server.Address)))
        {
            if (server.HasUnknownTunnel)
            {
                continue;
            }

            yield return ToServer(facts, service, server, FilterHook.Output);
            yield return ToServer(facts, service, server, FilterHook.Postrouting);
            if (server.ForwardingMethod == IpvsForwardingMethod.Masquerade)
            {
                yield return FromServer(facts, service, server);
            }
        }
    }

    /// <summary>What IPVS sends to a real server, as the hooks behind it see it.</summary>
    private static FilterPacket ToServer(DiagnosisFacts facts, ServiceFacts service, RealServer server, FilterHook hook)
    {
        var packet = new FilterPacket(hook, service.Id.Family, service.Id.Protocol)
        {
            Source = facts.ClientOf(service.Id.Family),
            Destination = service.HasAddress ? service.Id.Address : null,
            DestinationPort = service.HasAddress && service.Id.Port != 0 ? service.Id.Port : null,
            OutputLink = facts.Director.LinkTo(server.Address)?.Name,
            State = facts.Director.Setting("conntrack") == 1 ? "new" : null,
        };
        return server.ForwardingMethod switch
        {
            IpvsForwardingMethod.Masquerade => packet with
            {
                Destination = server.Address,
                DestinationPort = server.Port == 0 ? null : server.Port,
            },
            IpvsForwardingMethod.Tunnel => new FilterPacket(hook, server.Address.Family, ProtocolOf(server))
            {
                Destination = server.Address,
                DestinationPort = server.TunnelPort,
                OutputLink = packet.OutputLink,
            },
            _ => packet,
        };
    }

    internal static ushort ProtocolOf(RealServer server) =>
        server.TunnelType switch
        {
            IpvsTunnelType.Gre => Gre,
            IpvsTunnelType.Gue => (ushort)IpvsProtocol.Udp,
            _ => IpInIp,
        };

    /// <summary>
    /// A real server's answer, which is forwarded. Without net.ipv4.vs.conntrack nothing has tracked the request, so that
    /// connection tracking takes the second packet of a handshake for invalid.
    /// </summary>
    internal static FilterPacket FromServer(DiagnosisFacts facts, ServiceFacts service, RealServer server) =>
        new(FilterHook.Forward, service.Id.Family, service.Id.Protocol)
        {
            Source = server.Address,
            SourcePort = server.Port == 0 ? null : server.Port,
            Destination = facts.ClientOf(service.Id.Family),
            InputLink = facts.Director.LinkTo(server.Address)?.Name,
            OutputLink = facts.ClientOf(service.Id.Family) is { } client
                ? facts.Director.LinkTo(client)?.Name
                : facts.Director.DefaultRoute(service.Id.Family)?.LinkName,
            State = facts.Director.Setting("conntrack") switch
            {
                1 => Established,
                0 => service.IsTcp ? "invalid" : "new",
                _ => null,
            },
        };

    internal static string Describe(FilterPacket packet)
    {
        if (packet.Hook == FilterHook.Forward || packet.State == Established)
        {
            return $"from {new InetEndpoint(packet.Source!.Value.ToIPAddress(), packet.SourcePort)}";
        }

        return packet.Destination is { } to ? $"to {new InetEndpoint(to.ToIPAddress(), packet.DestinationPort)}" : "to real servers";
    }
}
