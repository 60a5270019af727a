using IpvsPS.Firewall;

namespace IpvsPS.ServiceProxy;

/// <summary>A virtual service that came (nothing before), went (nothing after) or changed.</summary>
/// <param name="Before">As it was wanted, or null.</param>
/// <param name="After">As it is wanted, or null.</param>
internal readonly record struct VirtualServiceChange(VirtualService? Before, VirtualService? After);

/// <summary>What the last changes of objects changed in what is wanted.</summary>
/// <param name="Services">Virtual services.</param>
/// <param name="AddedAddresses">Addresses that are wanted now.</param>
/// <param name="RemovedAddresses">Addresses that nobody wants any more.</param>
/// <param name="AddedElements">Elements of the packet filter's sets that are wanted now.</param>
/// <param name="RemovedElements">Elements that nobody wants any more.</param>
internal sealed record ServiceProxyChanges(
    List<VirtualServiceChange> Services,
    List<VirtualAddress> AddedAddresses,
    List<VirtualAddress> RemovedAddresses,
    List<FirewallElement> AddedElements,
    List<FirewallElement> RemovedElements
)
{
    public bool IsEmpty =>
        Services.Count + AddedAddresses.Count + RemovedAddresses.Count + AddedElements.Count + RemovedElements.Count == 0;
}
