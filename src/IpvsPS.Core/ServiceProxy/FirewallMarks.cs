using IpvsPS.Firewall;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>A service port of one family: what a firewall mark stands for.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">The port's name.</param>
/// <param name="Protocol">The port's protocol.</param>
/// <param name="Family">The family.</param>
internal readonly record struct PortKey(ObjectName Service, string Port, IpvsProtocol Protocol, AddressFamily Family) : IComparable<PortKey>
{
    public int CompareTo(PortKey other)
    {
        int order = Service.CompareTo(other.Service);
        order = order != 0 ? order : string.CompareOrdinal(Port, other.Port);
        order = order != 0 ? order : ((int)Protocol).CompareTo((int)other.Protocol);
        return order != 0 ? order : ((int)Family).CompareTo((int)other.Family);
    }
}

/// <summary>Gives service ports firewall marks of their own; who has one keeps it.</summary>
internal sealed class FirewallMarks
{
    private const int Count = 0xffff;

    private readonly Dictionary<PortKey, uint> _marks = [];
    private readonly HashSet<uint> _used = [];
    private uint _next;

    /// <summary>The marks that are in use.</summary>
    public IReadOnlyDictionary<PortKey, uint> All => _marks;

    /// <summary>Takes over a mark that a service port had before.</summary>
    public void Restore(PortKey key, uint mark)
    {
        if (mark > FirewallChains.FirstMark && mark - FirewallChains.FirstMark <= Count && _used.Add(mark))
        {
            _marks[key] = mark;
        }
    }

    /// <summary>The mark of a service port; 0 where all are used, which takes 65,535 service ports with a Local policy.</summary>
    public uint Get(PortKey key)
    {
        if (_marks.TryGetValue(key, out uint mark))
        {
            return mark;
        }

        for (int i = 0; i < Count; i++)
        {
            _next = (_next % Count) + 1;
            if (_used.Add(FirewallChains.FirstMark + _next))
            {
                return _marks[key] = FirewallChains.FirstMark + _next;
            }
        }

        return 0;
    }

    public void Release(ObjectName service)
    {
        if (_marks.Count == 0)
        {
            return;
        }

        foreach (PortKey key in _marks.Keys.Where(key => key.Service == service).ToList())
        {
            _used.Remove(_marks[key]);
            _marks.Remove(key);
        }
    }
}
