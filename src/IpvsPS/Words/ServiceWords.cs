namespace IpvsPS.Words;

/// <summary>The words of the rules about services and their pools.</summary>
internal static class ServiceWords
{
    public static IReadOnlyDictionary<string, RuleWords> All { get; } =
        new Dictionary<string, RuleWords>
        {
            ["D021"] = new(
                "{0} listens on this host",
                "nothing",
                "While the service is there IPVS takes its packets; without the service that program answers the clients.",
                "Have it listen on the host's own address.",
                ""
            ),
            ["S101"] = new(
                "no real servers",
                "one or more",
                "A client of a service without real servers is refused.",
                "Add-IpvsRealServer ADDRESS:PORT {of}{-ns}",
                ""
            ),
            ["S102"] = new(
                "weight 0 of all real servers: {0}",
                "one or more above 0",
                "A real server of weight 0 takes no new connections, so that every new client is refused.",
                "Get-IpvsRealServer {svc}{-ns} | Resume-IpvsRealServer, or with -Weight 1 for those that nobody has suspended",
                ""
            ),
            ["S103"] = new(
                "all {0} real servers have reached their upper threshold",
                "one or more below it",
                "A real server takes no new connections until it is below its lower threshold, or three quarters of the upper.",
                "Get-IpvsRealServer {svc}{-ns} | Set-IpvsRealServer -UpperThreshold 0",
                ""
            ),
            ["S104"] = new(
                "{server} has port {0}",
                "port {1}, that of the service",
                "With DirectRoute and Tunnel the packet arrives as it came, with the service's port: the real server's own is not used.",
                "Set-IpvsRealServer {server} {of} -ForwardingMethod Masquerade{-ns}; or remove it, and add it with port {1}",
                ""
            ),
            ["S105"] = new(
                "{1} real servers take no connections, and {0} has no fallback",
                "the flag {0}-fallback",
                "Clients whose hash leads to such a real server are refused, and no other is tried.",
                "Set-IpvsService {svc} -SchedulerFlag {0}-fallback{-ns}",
                ""
            ),
            ["S106"] = new(
                "the weights add up to {0}",
                "{1} at most",
                "sh has {1} places and gives each real server as many as its weight: the last ones get few or none.",
                "Get-IpvsRealServer {svc}{-ns} | Set-IpvsRealServer -Weight {{ [math]::Ceiling($_.Weight / {2}) }}",
                ""
            ),
            ["S107"] = new(
                "{2} of {3} connections are with {server}, and they come from {1} addresses in all",
                "about as many as its weight says",
                "{0} chooses by the client's address. Clients behind one router or proxy have one address, and cannot be spread.",
                "Set-IpvsService {svc} -SchedulerFlag {0}-port{-ns}, or another -Scheduler",
                ""
            ),
            ["S108"] = new(
                "{0} of {1} {2} are tied to {server}",
                "about as many as its weight says",
                "Persistence leads a client, or a network of clients, to its former real server for {3} seconds after its last connection.",
                "Set-IpvsService {svc} -PersistencePrefixLength LENGTH{-ns}, a longer one than now; or a shorter -PersistenceTimeout",
                ""
            ),
            ["S109"] = new(
                "port 0 without persistence",
                "a persistence timeout",
                "The kernel takes the service and leads nothing to it: every port of an address is served only with persistence.",
                "Set-IpvsService {svc} -PersistenceTimeout 300{-ns}",
                ""
            ),
            ["S110"] = new(
                "one-packet scheduling of TCP",
                "of UDP only",
                "The kernel takes the flag and looks at it for UDP alone.",
                "Set-IpvsService {svc} -OnePacket:$false{-ns}",
                ""
            ),
            ["S111"] = new(
                "{server} is of another address family than its service, and the other director runs a {0} daemon",
                "one family in all services, or no sync daemons",
                "The kernel starts no sync daemon while a service has real servers of another family, and adds none while one runs.",
                "Remove-IpvsRealServer {server} {of}{-ns}; Add-IpvsRealServer ADDRESS {of}{-ns}, an ADDRESS of the service's own family",
                ""
            ),
            ["S112"] = new(
                "{0} connections to {server}, and none has finished its handshake",
                "finished handshakes",
                "Clients' packets are sent on and nobody answers the client: the real server is down, lacks the "
                    + "virtual address, does not listen, "
                    + "or its answer is lost.",
                "Look there: Debug-IpvsService {svc}{-ns} -RealServerNamespace @{{ 'ADDRESS' = 'NAMESPACE' }}, or "
                    + "Get-IpvsDirectRouting on that host",
                ""
            ),
            ["S113"] = new(
                "{0} packets from clients, and no answer has come back",
                "answers",
                "With Masquerade answers must come back by this host. The real server does not answer, or its gateway "
                    + "is another, or the client is in its network.",
                "Look there: Debug-IpvsService {svc}{-ns} -Client ADDRESS -RealServerNamespace @{{ 'ADDRESS' = 'NAMESPACE' }}",
                ""
            ),
            ["S114"] = new(
                "no packet has come while this was looked at, {0} since the service was made, and {1} answers for its address",
                "packets from clients",
                "Clients' packets go to the host that answers, and past this director.",
                "Find the host with {1}: see N301.",
                ""
            ),
            ["S115"] = new(
                "{0} flows hold on to {server}, which has weight 0",
                "none",
                "Each datagram of a flow prolongs its entry, so that it stays with the real server as long as the client sends.",
                "Set-IpvsSetting expire_nodest_conn 1{-ns}; Remove-IpvsRealServer {server} {of}{-ns}",
                "{in}sysctl -w {target}=1; {in}ipvsadm -d -u {endpoint} -r {server}"
            ),
        };
}
