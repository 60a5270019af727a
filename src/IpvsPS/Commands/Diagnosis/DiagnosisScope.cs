using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>What an invocation of Debug-IpvsService asks of one namespace: it is read once, however many services are piped.</summary>
internal sealed class DiagnosisScope(NetNamespaceHandle netns) : IDisposable
{
    private readonly List<ServiceFilter> _filters = [];

    public NetNamespaceHandle Namespace => netns;

    public void Add(ServiceFilter filter) => _filters.Add(filter);

    /// <summary>Whether a service is asked about.</summary>
    public bool Selects(IpvsServiceId id) => _filters.Exists(filter => filter.Matches(id));

    /// <summary>What was named and is not there.</summary>
    public IEnumerable<string> FindMissing(DiagnosisFacts facts) =>
        _filters
            .Where(filter => filter.IsLiteral && !facts.Services.Any(service => filter.Matches(service.Id)))
            .Select(filter => filter.ToString());

    public void Dispose() => netns.Dispose();
}
