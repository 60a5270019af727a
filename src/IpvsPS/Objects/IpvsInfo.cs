using System.Globalization;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>What the running kernel says of its IPVS.</summary>
public sealed class IpvsInfo
{
    /// <summary>Makes an object to be filled in.</summary>
    public IpvsInfo() { }

    internal IpvsInfo(IpvsPS.IpvsInfo info)
    {
        Version = info.Version.ToString();
        ConnectionTableSize = info.ConnectionTableSize;
        NetNamespace = NetNamespaceText.Of(info.NetNamespace);
    }

    /// <summary>The version of the kernel's IPVS, <c>1.2.1</c> since 2005.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>
    /// The number of buckets in the table of connections; a power of two, set when the module ip_vs is loaded (its
    /// parameter conn_tab_bits). It is no limit on connections. Kernels that have the setting conn_lfactor give each
    /// namespace a table of its own, which grows with its connections: 0 before the first service.
    /// </summary>
    public int ConnectionTableSize { get; set; }

    /// <summary>The network namespace that was asked: its name, else its path, empty for the home namespace; null on an object that was not
    /// read from a kernel.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>The first line of <c>ipvsadm -Ln</c>.</summary>
    /// <returns><c>IP Virtual Server version 1.2.1 (size=4096)</c>.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"IP Virtual Server version {Version} (size={ConnectionTableSize})");
}
