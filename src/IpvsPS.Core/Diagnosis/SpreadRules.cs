using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about how clients are spread over real servers.</summary>
internal static class SpreadRules
{
    /// <summary>Fewer connections than this say nothing about how they are spread.</summary>
    private const int LeastConnections = 50;

    private const int LeastTemplates = 10;

    /// <summary>With more client addresses than this for each real server a hash spreads them evenly enough.</summary>
    private const int FewClients = 10;

    /// <remarks>
    /// Field: SchedulerFlag. Values: the scheduler, the number of client addresses, the connections of the real server, and all.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> FewClientAddresses(DiagnosisFacts facts)
    {
        foreach (ServiceFacts service in facts.Services.Where(service => service.Service.Scheduler is "sh" or "mh"))
        {
            // Flags that are not known may say so too.
            bool hashesPorts = service.Service.SchedulerFlag?.Any(flag => flag.EndsWith("-port", StringComparison.Ordinal)) != false;
            (RealServer Server, ConnectionCount Count)[] open = OpenServers(facts, service);
            int clients = open.SelectMany(one => one.Count.Clients).Distinct().Count();
            long total = open.Sum(one => (long)one.Count.Entries);
            if (hashesPorts || open.Length < 2 || total < LeastConnections || clients > FewClients * open.Length)
            {
                continue;
            }

            double weights = open.Sum(one => (double)one.Server.Weight);
            bool isEven = open.All(one => one.Count.Entries * weights / (total * (double)one.Server.Weight) is > 1 / 3.0 and < 3);
            if (!isEven)
            {
                (RealServer Server, ConnectionCount Count) busiest = open.MaxBy(one => one.Count.Entries);
                yield return RealServerRules.Of(
                    facts,
                    "S107",
                    (service, busiest.Server),
                    "SchedulerFlag",
                    service.Service.Scheduler,
                    clients,
                    busiest.Count.Entries,
                    total
                );
            }
        }
    }

    /// <remarks>
    /// Field: PersistenceTimeout. Values: the clients or connections of the real server, all of them, whether they are clients, and
    /// the timeout in seconds.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> PersistentOneServer(DiagnosisFacts facts)
    {
        foreach (ServiceFacts service in facts.Services)
        {
            if (service.Service.PersistenceTimeout is not { } timeout || OpenServers(facts, service) is not { Length: > 1 } open)
            {
                continue;
            }

            bool byTemplates = open.Sum(one => (long)one.Count.Templates) >= LeastTemplates;
            long total = open.Sum(one => (long)Of(one.Count, byTemplates));
            (RealServer Server, ConnectionCount Count) busiest = open.MaxBy(one => Of(one.Count, byTemplates));
            bool isMost = Of(busiest.Count, byTemplates) * 5L > total * 4;
            bool isMeant = busiest.Server.Weight * 2L > open.Sum(one => (long)one.Server.Weight);
            if (isMost && !isMeant && total >= (byTemplates ? LeastTemplates : LeastConnections))
            {
                yield return RealServerRules.Of(
                    facts,
                    "S108",
                    (service, busiest.Server),
                    "PersistenceTimeout",
                    Of(busiest.Count, byTemplates),
                    total,
                    byTemplates,
                    (long)timeout.TotalSeconds
                );
            }
        }
    }

    private static int Of(ConnectionCount count, bool byTemplates) => byTemplates ? count.Templates : count.Entries;

    private static (RealServer Server, ConnectionCount Count)[] OpenServers(DiagnosisFacts facts, ServiceFacts service) =>
        facts.Connections is not { } connections
            ? []
            :
            [
                .. service
                    .RealServers.Where(server => server.Weight > 0)
                    .Select(server =>
                        (server, connections.GetValueOrDefault(RealServerId.Of(service.Id, server)) ?? new ConnectionCount())
                    ),
            ];
}
