using IpvsPS.Namespaces;

namespace IpvsPS.State;

/// <summary>A real server that is about to be suspended.</summary>
/// <param name="Server">The real server.</param>
/// <param name="FullWeight">Its weight before; 0 where that is not known.</param>
public sealed record NewSuspension(RealServerId Server, int FullWeight);

/// <summary>The suspensions of one network namespace.</summary>
public sealed class SuspensionTable
{
    private readonly Dictionary<RealServerId, Suspension> _suspensions = [];

    /// <summary>The file of a namespace's suspensions.</summary>
    public static StateFile<SuspensionTable> File(StateDirectory directory, string namespaceId) =>
        new(directory, SuspensionFormat.Instance, namespaceId);

    /// <summary>The file of a namespace's suspensions.</summary>
    public static StateFile<SuspensionTable> File(StateDirectory directory, in NetNamespaceIdentity identity) =>
        new(directory, SuspensionFormat.Instance, identity);

    /// <summary>
    /// Remembers real servers that somebody else is about to give the weight 0. What does not come to pass does not hold, and is
    /// dropped at the next change.
    /// </summary>
    /// <param name="file">The file of the namespace.</param>
    /// <param name="servers">The real servers with their full weights.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why; null for no reason given.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    /// <exception cref="StateException">It could not be remembered.</exception>
    public static void Remember(
        StateFile<SuspensionTable> file,
        IReadOnlyCollection<NewSuspension> servers,
        string by,
        string? reason,
        CancellationToken cancellation
    )
    {
        if (servers.Count == 0)
        {
            return;
        }

        using StateTransaction<SuspensionTable> transaction = file.Begin(cancellation);
        SuspensionTable table = transaction.Content ?? new SuspensionTable();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach ((RealServerId server, int weight) in servers)
        {
            table.Set(
                server,
                new Suspension
                {
                    Server = server,
                    FullWeight = weight > 0 ? weight : null,
                    Since = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond),
                    By = by,
                    Reason = reason,
                }
            );
        }

        transaction.Save(table);
    }

    /// <summary>Drops what is remembered of real servers that have been removed, so that it holds for none that is added later.</summary>
    /// <param name="file">The file of the namespace.</param>
    /// <param name="servers">The real servers.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    /// <exception cref="StateException">It could not be read or written.</exception>
    public static void Forget(StateFile<SuspensionTable> file, IReadOnlyCollection<RealServerId> servers, CancellationToken cancellation)
    {
        if (file.Read() is not { } known || servers.All(server => known.Find(server) is null))
        {
            return;
        }

        using StateTransaction<SuspensionTable> transaction = file.Begin(cancellation);
        SuspensionTable table = transaction.Content ?? new SuspensionTable();
        foreach (RealServerId server in servers)
        {
            table.Set(server, null);
        }

        transaction.Save(table.IsEmpty ? null : table);
    }

    /// <summary>Whether nothing is suspended.</summary>
    public bool IsEmpty => _suspensions.Count == 0;

    /// <summary>Whether anything was added, replaced or dropped since this was last made false.</summary>
    internal bool IsChanged { get; set; }

    /// <summary>All of them, whether they hold or not, in the order of <c>ipvsadm -Ln</c>.</summary>
    public IEnumerable<Suspension> All => _suspensions.Values.OrderBy(suspension => suspension.Server);

    /// <summary>The suspension of a real server that has this weight now; null where none is known or it no longer holds.</summary>
    public Suspension? Find(RealServerId server, int weight) =>
        Find(server) is { } suspension && suspension.Holds(weight) ? suspension : null;

    /// <summary>The suspension of a real server, whether it holds or not.</summary>
    public Suspension? Find(RealServerId server) => _suspensions.GetValueOrDefault(server);

    /// <summary>The suspension of a real server whose weight was taken away for a while and still is as it was left; else null.</summary>
    /// <param name="server">The real server.</param>
    /// <param name="weight">Its weight in the kernel.</param>
    public Suspension? FindSuspended(RealServerId server, int weight) =>
        Find(server, weight) is { Phase: SuspensionPhase.Suspended } suspension ? suspension : null;

    /// <summary>Whether the weight of a real server was taken away for a while, and it still is as it was left.</summary>
    /// <param name="server">The real server.</param>
    /// <param name="weight">Its weight in the kernel.</param>
    public bool IsSuspended(RealServerId server, int weight) => FindSuspended(server, weight) is not null;

    /// <summary>Puts a suspension in place of what is known of a real server; null drops that.</summary>
    public void Set(RealServerId server, Suspension? suspension)
    {
        if (Find(server) == suspension)
        {
            return;
        }

        IsChanged = true;
        if (suspension is null)
        {
            _suspensions.Remove(server);
        }
        else
        {
            _suspensions[server] = suspension;
        }
    }

    /// <summary>Drops what no longer holds.</summary>
    /// <param name="weights">The weight of each real server of the services in question, as the kernel has it.</param>
    /// <param name="services">The services in question.</param>
    public void Prune(IReadOnlyDictionary<RealServerId, int> weights, IReadOnlySet<Ipvs.IpvsServiceId> services)
    {
        foreach (Suspension suspension in All.Where(one => services.Contains(one.Server.Service)).ToList())
        {
            if (!weights.TryGetValue(suspension.Server, out int weight) || !suspension.Holds(weight))
            {
                Set(suspension.Server, null);
            }
        }
    }
}
