using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>
/// The firewall marks of services that exist for probes alone: 0x1cb60000 to 0x1cb6ffff, beside the ones of the Kubernetes
/// engine, 0x1cb50000 and up. Configurations leave these services out.
/// </summary>
public static class ProbeMarks
{
    /// <summary>The first mark.</summary>
    public const uint First = 0x1cb60000;

    /// <summary>How many processes can have marks at a time.</summary>
    internal const int Slots = 16;

    /// <summary>How many marks each has.</summary>
    internal const uint SlotSize = 0x1000;

    /// <summary>Whether a service is for probes.</summary>
    /// <param name="service">The service.</param>
    /// <returns>Whether its mark is one of these.</returns>
    public static bool Contains(IpvsServiceId service) => SlotOf(service) is not null;

    /// <summary>The process's place that a service belongs to; null for any other service.</summary>
    internal static int? SlotOf(IpvsServiceId service) =>
        service.FirewallMark is >= First and < First + (Slots * SlotSize) ? (int)((service.FirewallMark - First) / SlotSize) : null;
}
