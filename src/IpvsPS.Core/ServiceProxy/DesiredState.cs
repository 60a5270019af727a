using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>A virtual address and where it is put.</summary>
/// <param name="Address">The address.</param>
/// <param name="Place">The place.</param>
internal readonly record struct VirtualAddress(InetAddress Address, AddressPlace Place) : IComparable<VirtualAddress>
{
    public int CompareTo(VirtualAddress other) =>
        Address.CompareTo(other.Address) is not 0 and var order ? order : ((int)Place).CompareTo((int)other.Place);
}

/// <summary>
/// What all services want of this node together. Of services that want the same address, port and protocol the oldest has it;
/// the others wait.
/// </summary>
internal sealed class DesiredState
{
    private readonly Dictionary<ObjectName, ServiceRules> _rules = [];
    private readonly Dictionary<IpvsServiceId, List<(ServiceRules Rules, VirtualService Service)>> _claims = [];
    private readonly CountedSet<VirtualAddress> _addresses = new();
    private readonly CountedSet<FirewallElement> _elements = new();
    private readonly Dictionary<IpvsServiceId, VirtualService?> _before = [];

    /// <summary>Whether what changes now is told by <see cref="TakeChanges"/>.</summary>
    public bool NotesChanges
    {
        get => _elements.NotesChanges;
        set => _elements.NotesChanges = _addresses.NotesChanges = value;
    }

    /// <summary>The rules of every service, by its name.</summary>
    public IReadOnlyDictionary<ObjectName, ServiceRules> Rules => _rules;

    /// <summary>The virtual services, each once, in no order.</summary>
    public IEnumerable<VirtualService> Services => _claims.Values.Select(claims => claims[0].Service);

    public int ServiceCount => _claims.Count;

    public IReadOnlyCollection<VirtualAddress> Addresses => _addresses.Items;

    public IReadOnlyCollection<FirewallElement> Elements => _elements.Items;

    public IEnumerable<HealthCheckPort> HealthChecks => _rules.Values.SelectMany(rules => rules.HealthChecks);

    /// <summary>What the services cannot have, in the order of their names.</summary>
    public IEnumerable<ServiceProxyEvent> Events =>
        _rules
            .OrderBy(rules => rules.Key)
            .SelectMany(rules => rules.Value.Events)
            .Concat(
                _claims.Values.Where(claims => claims.Count > 1).SelectMany(Clashes).OrderBy(clash => clash.Object, StringComparer.Ordinal)
            );

    public VirtualService? Find(IpvsServiceId id) => _claims.TryGetValue(id, out var claims) ? claims[0].Service : null;

    /// <summary>Puts a service's rules in place of those it had.</summary>
    public void Put(ServiceRules rules)
    {
        _rules.TryGetValue(rules.Service.Name, out ServiceRules? former);
        _rules[rules.Service.Name] = rules;
        Exchange(former, rules);
    }

    public void Remove(ObjectName name)
    {
        if (_rules.Remove(name, out ServiceRules? former))
        {
            Exchange(former, null);
        }
    }

    /// <summary>Makes room for so many services.</summary>
    public void Reserve(int services)
    {
        _rules.EnsureCapacity(services);
        _claims.EnsureCapacity(services);
        _addresses.Reserve(services);
    }

    /// <summary>What has changed since the last call.</summary>
    public ServiceProxyChanges TakeChanges()
    {
        var services = new List<VirtualServiceChange>();
        foreach ((IpvsServiceId id, VirtualService? before) in _before)
        {
            VirtualService? after = Find(id);
            bool isSame = before is null
                ? after is null
                : after is not null && before.HasSameTable(after) && before.Service == after.Service && before.Port.Name == after.Port.Name;
            if (!isSame)
            {
                services.Add(new VirtualServiceChange(before, after));
            }
        }

        _before.Clear();
        (List<VirtualAddress> addedAddresses, List<VirtualAddress> removedAddresses) = _addresses.TakeChanges();
        (List<FirewallElement> addedElements, List<FirewallElement> removedElements) = _elements.TakeChanges();
        return new ServiceProxyChanges(services, addedAddresses, removedAddresses, addedElements, removedElements);
    }

    private void Exchange(ServiceRules? former, ServiceRules? now)
    {
        // What comes is added before what goes is taken away, so that what stays is never gone in between.
        foreach (VirtualService service in now?.Services ?? [])
        {
            var claims = ClaimsOf(service.Id);
            VirtualService? before = First(claims);
            Insert(claims, (now!, service));
            Settle(service.Id, claims, before);
        }

        _elements.Add(now?.Elements ?? []);
        foreach (VirtualService service in former?.Services ?? [])
        {
            var claims = ClaimsOf(service.Id);
            VirtualService? before = First(claims);
            claims.RemoveAll(claim => ReferenceEquals(claim.Rules, former) && ReferenceEquals(claim.Service, service));
            Settle(service.Id, claims, before);
        }

        _elements.Remove(former?.Elements ?? []);
    }

    private List<(ServiceRules Rules, VirtualService Service)> ClaimsOf(IpvsServiceId id)
    {
        if (!_claims.TryGetValue(id, out var claims))
        {
            _claims[id] = claims = new(1);
        }

        return claims;
    }

    private static VirtualService? First(List<(ServiceRules Rules, VirtualService Service)> claims) =>
        claims.Count > 0 ? claims[0].Service : null;

    /// <summary>Takes it that the claims of an address have changed.</summary>
    private void Settle(IpvsServiceId id, List<(ServiceRules Rules, VirtualService Service)> claims, VirtualService? before)
    {
        VirtualService? after = First(claims);
        if (claims.Count == 0)
        {
            _claims.Remove(id);
        }

        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (NotesChanges)
        {
            _before.TryAdd(id, before);
        }

        Hold(after, isHeld: true);
        Hold(before, isHeld: false);
    }

    private void Hold(VirtualService? service, bool isHeld)
    {
        if (service is null)
        {
            return;
        }

        if (service.Place is { } place)
        {
            _addresses.Change([new VirtualAddress(service.Id.Address, place)], isHeld);
        }

        _elements.Change(service.Elements, isHeld);
    }

    /// <summary>The oldest service first; of the same age the one whose name comes first. A service's newer rules stand before its older
    /// ones.</summary>
    private static void Insert(
        List<(ServiceRules Rules, VirtualService Service)> claims,
        (ServiceRules Rules, VirtualService Service) claim
    )
    {
        int place = 0;
        while (place < claims.Count && IsBefore(claims[place].Rules.Service, claim.Rules.Service))
        {
            place++;
        }

        claims.Insert(place, claim);
    }

    private static bool IsBefore(KubernetesService left, KubernetesService right)
    {
        int byAge = string.CompareOrdinal(left.CreationTime, right.CreationTime);
        return byAge != 0 ? byAge < 0 : left.Name.CompareTo(right.Name) < 0;
    }

    private static IEnumerable<ServiceProxyEvent> Clashes(List<(ServiceRules Rules, VirtualService Service)> claims) =>
        claims
            .Skip(1)
            .Where(claim => !ReferenceEquals(claim.Rules, claims[0].Rules))
            .Select(claim => new ServiceProxyEvent(
                ServiceProxyEventCode.ServiceClash,
                $"Service {claim.Rules.Service.Name}",
                claim.Service.Id.ToString(),
                claims[0].Rules.Service.Name.ToString()
            ));
}
