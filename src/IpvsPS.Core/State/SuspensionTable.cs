using IpvsPS.Namespaces;

namespace IpvsPS.State;

/// <summary>The suspensions of one network namespace.</summary>
internal sealed class SuspensionTable
{
    private readonly Dictionary<RealServerId, Suspension> _suspensions = [];

    /// <summary>The file of a namespace's suspensions.</summary>
    public static StateFile<SuspensionTable> File(StateDirectory directory, string namespaceId) =>
        new(directory, SuspensionFormat.Instance, namespaceId);

    /// <summary>The file of a namespace's suspensions.</summary>
    public static StateFile<SuspensionTable> File(StateDirectory directory, in NetNamespaceIdentity identity) =>
        new(directory, SuspensionFormat.Instance, identity);

    public bool IsEmpty => _suspensions.Count == 0;

    /// <summary>Whether anything was added, replaced or dropped since this was last made false.</summary>
    public bool IsChanged { get; set; }

    /// <summary>All of them, whether they hold or not, in the order of <c>ipvsadm -Ln</c>.</summary>
    public IEnumerable<Suspension> All => _suspensions.Values.OrderBy(suspension => suspension.Server);

    /// <summary>The suspension of a real server that has this weight now; null where none is known or it no longer holds.</summary>
    public Suspension? Find(RealServerId server, int weight) => Find(server) is { } suspension && suspension.Holds(weight) ? suspension : null;

    /// <summary>The suspension of a real server, whether it holds or not.</summary>
    public Suspension? Find(RealServerId server) => _suspensions.GetValueOrDefault(server);

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
