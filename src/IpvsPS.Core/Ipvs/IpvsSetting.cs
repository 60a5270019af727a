namespace IpvsPS;

/// <summary>A setting of IPVS in one network namespace: a sysctl <c>net.ipv4.vs.*</c>.</summary>
public sealed class IpvsSetting
{
    /// <summary>The sysctl's own name, without <c>net.ipv4.vs.</c>: <c>conn_reuse_mode</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// The value: a bool for a switch, an int or a long for a number, an int[] for sync_threshold, a string for what this
    /// module does not know.
    /// </summary>
    public object? Value { get; set; }

    /// <summary>What the setting does, with its range and the kernel's default.</summary>
    public string Description { get; set; } = string.Empty;

    /// <summary>The network namespace it holds in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The setting as <c>sysctl</c> shows it.</summary>
    /// <returns><c>net.ipv4.vs.conn_reuse_mode = 1</c>.</returns>
    public override string ToString() => $"net.ipv4.vs.{Name} = {(Value is null ? string.Empty : Ipvs.IpvsSettingText.Join(Value))}";
}
