using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about the packet filter of real servers, in their own namespaces.</summary>
internal static class ServerFilterRules
{
    /// <remarks>
    /// Field: the chain. Values: the rule, null for the policy; the hook; the packet's destination or source; whether legacy iptables
    /// holds the chain.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> ServerDrops(DiagnosisFacts facts)
    {
        var told = new HashSet<(InetAddress, FilterChain, FilterRule?)>();
        foreach (ServiceFacts service in facts.Services)
        {
            foreach (RealServer server in service.RealServers)
            {
                if (facts.RealServerHosts.GetValueOrDefault(server.Address) is not { Filter: { Count: > 0 } chains } host)
                {
                    continue;
                }

                var walk = new FilterWalk(chains);
                foreach (FilterPacket packet in PacketsOf(facts, service, server))
                {
                    if (walk.FindDrop(packet) is { Chain: { } chain } drop && told.Add((server.Address, chain, drop.Rule)))
                    {
                        object?[] values = [drop.Rule?.Text, packet.Hook, FilterRules.Describe(packet), chain.IsLegacy];
                        yield return DirectorRules.Finding("R220", chain.ToString(), host.Host, values) with
                        {
                            Service = service.Id,
                            RealServer = ServiceRules.EndpointOf(server),
                        };
                    }
                }
            }
        }
    }

    /// <summary>What comes in from the director, and the answer to it.</summary>
    private static IEnumerable<FilterPacket> PacketsOf(DiagnosisFacts facts, ServiceFacts service, RealServer server)
    {
        if (server.ForwardingMethod == IpvsForwardingMethod.Tunnel && !server.HasUnknownTunnel)
        {
            var outer = new FilterPacket(FilterHook.Prerouting, server.Address.Family, FilterRules.ProtocolOf(server))
            {
                Destination = server.Address,
                DestinationPort = server.TunnelPort,
            };
            yield return outer;
            yield return outer with
            {
                Hook = FilterHook.Input,
            };
        }

        bool isNat = server.ForwardingMethod == IpvsForwardingMethod.Masquerade;
        if (!isNat && !service.HasAddress)
        {
            yield break;
        }

        ushort port = isNat ? server.Port : service.Id.Port;
        bool isClientSeen = !isNat || FilterRules.HasSourceNat(facts, service, server, null) == false;
        InetAddress? client = isClientSeen ? facts.ClientOf(service.Id.Family) : null;
        var request = new FilterPacket(FilterHook.Prerouting, service.Id.Family, service.Id.Protocol)
        {
            Source = client,
            Destination = isNat ? server.Address : service.Id.Address,
            DestinationPort = port == 0 ? null : port,
            State = "new",
        };
        yield return request;
        yield return request with
        {
            Hook = FilterHook.Input,
        };

        var answer = new FilterPacket(FilterHook.Output, service.Id.Family, service.Id.Protocol)
        {
            Source = request.Destination,
            SourcePort = request.DestinationPort,
            Destination = client,
            State = FilterRules.Established,
        };
        yield return answer;
        yield return answer with
        {
            Hook = FilterHook.Postrouting,
        };
    }
}
