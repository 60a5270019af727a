namespace IpvsPS.ServiceProxy.Live;

/// <summary>What is counted for each family of addresses.</summary>
internal sealed class FamilyFigures
{
    private long _forgotten;

    /// <summary>How long it took to look through the tracked flows.</summary>
    public Histogram FlowSeconds { get; } = Histogram.OfSyncs();

    /// <summary>How many flows conntrack was told to forget.</summary>
    public long FlowsForgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Service ports with a Local policy, by policy, that have endpoints and none on this node.</summary>
    public (int Internal, int External) WithoutLocal { get; private set; }

    public void Take(TimeSpan duration, int forgotten)
    {
        FlowSeconds.Observe(duration.TotalSeconds);
        Interlocked.Add(ref _forgotten, forgotten);
    }

    public void Take(IEnumerable<ServiceRules> local, AddressFamily family)
    {
        (int inner, int outer) = (0, 0);
        foreach (ServiceRules rules in local)
        {
            int without = rules.Ports.Count(port =>
                port.Key.Family == family && port.Endpoints.Length > 0 && !Array.Exists(port.Endpoints, IsUsableHere)
            );
            inner += rules.Service.IsInternalPolicyLocal ? without : 0;
            outer += rules.Service.IsExternalPolicyLocal ? without : 0;
        }

        WithoutLocal = (inner, outer);
    }

    private static bool IsUsableHere(PortEndpoint one) =>
        one.IsLocal && (one.Endpoint.IsReady || (one.Endpoint.IsServing && one.Endpoint.IsTerminating));
}
