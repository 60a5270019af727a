using System.Net;
using System.Net.Sockets;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>What is found out only by sending: connections to real servers, and questions to the hosts of the network.</summary>
/// <param name="netns">The director's namespace.</param>
/// <param name="services">The services.</param>
/// <param name="unread">Where what could not be found out is noted.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class ActiveProbes(
    NetNamespaceHandle netns,
    IReadOnlyList<ServiceFacts> services,
    List<UnreadFact> unread,
    CancellationToken cancellation
)
{
    /// <summary>Each question is a broadcast that every host of the network looks at.</summary>
    private const int MostAddresses = 256;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>Connects to each TCP real server with Masquerade that takes connections, all at the same time.</summary>
    public Dictionary<InetEndpoint, Errno> Connect()
    {
        InetEndpoint[] servers =
        [
            .. services
                .Where(service => service.IsTcp)
                .SelectMany(service => service.With(IpvsForwardingMethod.Masquerade))
                .Where(server => server.Weight > 0)
                .Select(server => new InetEndpoint(server.Address.ToIPAddress(), server.Port))
                .Distinct(),
        ];
        Socket[] sockets = NamespaceThread.Run(
            netns,
            () => Array.ConvertAll(servers, server => new Socket(server.Address!.AddressFamily, SocketType.Stream, ProtocolType.Tcp))
        );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeTimeout);
        Errno[] results = WaitForAll(servers.Select((server, i) => ConnectAsync(sockets[i], server, limit.Token)));
        return servers.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>The neighbours, as the probes have left them.</summary>
    public List<NetLinkNeighbor> ListNeighbors()
    {
        using LinkClient links = LinkClient.Open(netns, cancellation);
        return links.ListNeighbors();
    }

    /// <summary>
    /// Connects to each TCP real server of DirectRoute and Tunnel that takes connections as a client does, through IPVS. A service
    /// of a firewall mark stands in the table for that time.
    /// </summary>
    public Dictionary<RealServerId, ProbeOutcome> ConnectThroughServices()
    {
        var found = new Dictionary<RealServerId, ProbeOutcome>();
        (IpvsServiceId Service, RealServer Server)[] servers =
        [
            .. services
                .Where(service => service is { IsTcp: true, HasAddress: true } && service.Id.Port != 0)
                .SelectMany(
                    service => service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel),
                    (service, server) => (service.Id, server)
                )
                .Where(one => one.server.Weight > 0),
        ];
        if (servers.Length == 0)
        {
            return found;
        }

        using DataPath path = DataPath.Open(netns, StateDirectory.Default, cancellation);
        var check = new IpvsHealthCheck { Kind = IpvsHealthCheckKind.Tcp, Timeout = ProbeTimeout };
        var targets = new List<(RealServerId Key, ProbeTarget Target)>();
        var problems = new HashSet<string>();
        foreach ((IpvsServiceId service, RealServer server) in servers)
        {
            if (path.TryAdd(service, server, check, out string? problem) is { } target)
            {
                targets.Add((RealServerId.Of(service, server), target));
            }
            else if (problems.Add(problem!))
            {
                unread.Add(new UnreadFact(FactKind.DataPath, server.Address, new ProbeObstacleException(problem!)));
            }
        }

        var prober = new Prober(netns);
        ProbeResult[] results = WaitForAll(targets.Select(one => prober.RunAsync(one.Target, cancellation)));
        return targets.Zip(results).ToDictionary(pair => pair.First.Key, pair => pair.Second.Outcome);
    }

    /// <summary>Asks the hosts of the links that lead to clients and real servers who has the virtual addresses.</summary>
    /// <param name="director">The director's links, addresses and routes.</param>
    public List<VirtualAddressAnswer> AskForAddresses(HostFacts director)
    {
        NeighborQuestion[] questions =
        [
            .. services
                .Where(service => service.HasAddress && director.IsLocal(service.Id.Address))
                .GroupBy(service => service.Id.Address)
                .Take(MostAddresses)
                .SelectMany(vip => LinksOf(director, vip).Select(link => Question(director, link, vip.Key)))
                .OfType<NeighborQuestion>(),
        ];
        return questions.Length == 0
            ? []
            :
            [
                .. NeighborInquiry
                    .Ask(netns, questions, AnswerTime, cancellation)
                    .Select(answer => new VirtualAddressAnswer(answer.Address, answer.LinkIndex, answer.MacAddress)),
            ];
    }

    /// <summary>The links whose network the address is in, and those that lead to real servers with the same address.</summary>
    private static IEnumerable<NetLink> LinksOf(HostFacts director, IGrouping<InetAddress, ServiceFacts> vip)
    {
        IEnumerable<NetLink?> towards = vip.SelectMany(service =>
                service.With(IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel)
            )
            .Select(server => director.LinkTo(server.Address));
        return director
            .Links.Where(link => director.IsOnLink(link, vip.Key))
            .Concat(towards)
            .OfType<NetLink>()
            .Where(link => link.State == NetLinkState.Up && AnnouncementClient.CanAnnounceBy(link))
            .DistinctBy(link => link.Index);
    }

    private static NeighborQuestion? Question(HostFacts director, NetLink link, InetAddress vip)
    {
        // An answer to a question of the virtual address itself would be none of another host.
        IPAddress? asker = director
            .Addresses.Where(own => own.LinkIndex == link.Index && InetAddress.FromIPAddress(own.Address) is var address && address != vip)
            .Select(own => own.Address)
            .FirstOrDefault(own => InetAddress.FromIPAddress(own).Family == vip.Family);
        return asker is null ? null : new NeighborQuestion(link, vip.ToIPAddress(), asker);
    }

    /// <summary>
    /// The pool grows from whichever thread gives it work, so that the tasks, which start as they are listed, start at home.
    /// </summary>
    private T[] WaitForAll<T>(IEnumerable<Task<T>> tasks)
    {
        T[] results = NamespaceThread.RunAtHome(() => Task.WhenAll(tasks).GetAwaiter().GetResult());
        cancellation.ThrowIfCancellationRequested();
        return results;
    }

    private static async Task<Errno> ConnectAsync(Socket socket, InetEndpoint server, CancellationToken stop)
    {
        using (socket)
        {
            try
            {
                await socket.ConnectAsync(server.Address!, server.Port!.Value, stop).ConfigureAwait(false);
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return Errno.None;
            }
            catch (SocketException e)
            {
                return (Errno)e.NativeErrorCode;
            }
            catch (OperationCanceledException)
            {
                return Errno.ETIMEDOUT;
            }
        }
    }
}

/// <summary>Why there is no way through a service to a real server: a sysctl, a source address, a kind of service.</summary>
internal sealed class ProbeObstacleException(string reason) : Exception(reason);
