namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Where ours does not do as kube-proxy does, and why. docs/kubernetes.md has the same table.</summary>
internal static class IntendedDifferences
{
    /// <summary>
    /// Addresses that kube-proxy makes virtual ones and ours refuses. An address of a node (shop/lb-node) would cut that node off
    /// from all others, or take a port from its own services (kubernetes/kubernetes#104679).
    /// </summary>
    public static readonly string[] RefusedAddresses = ["192.168.50.1"];

    /// <summary>The ports of those addresses that are node ports and no virtual addresses: they are kept.</summary>
    private const int FirstNodePort = 30000;

    public static bool IsRefused(string address, int port) => RefusedAddresses.Contains(address) && port < FirstNodePort;

    /// <summary>Whether a line of <c>ipvsadm -Sn</c> is of a refused address.</summary>
    public static bool IsRefusedLine(string line) =>
        RefusedAddresses.Any(address =>
            line.Split(' ')[2] is var service
            && service.StartsWith(address + ":", StringComparison.Ordinal)
            && IsRefused(address, int.Parse(service[(address.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture))
        );
}
