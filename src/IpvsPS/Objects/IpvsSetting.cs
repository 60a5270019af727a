using System.Collections;
using IpvsPS.Ipvs;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A setting of IPVS in one network namespace: a sysctl <c>net.ipv4.vs.*</c>.</summary>
public sealed class IpvsSetting
{
    /// <summary>Makes a setting to be filled in.</summary>
    public IpvsSetting() { }

    internal IpvsSetting(IpvsPS.IpvsSetting setting)
    {
        Name = setting.Name;
        Value = setting.Value is IEnumerable and not string ? IpvsSettingText.Join(setting.Value) : setting.Value;
        Description = setting.Description;
        NetNamespace = NetNamespaceText.Of(setting.NetNamespace);
    }

    /// <summary>The sysctl's own name, without <c>net.ipv4.vs.</c>: <c>conn_reuse_mode</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>
    /// The value: true or false for a switch, a number, or a text: the two numbers of sync_threshold with a blank between them
    /// (<c>3 50</c>), and what this module does not know.
    /// </summary>
    public object? Value { get; set; }

    /// <summary>What the setting does, with its range and the kernel's default.</summary>
    public string Description { get; set; } = string.Empty;

    /// <summary>The network namespace it holds in: its name, else its path, empty for the home namespace; null on an object that was not
    /// read from a kernel.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>Gives the value of IpvsPS.Core, as configurations hold it.</summary>
    /// <param name="setting">The object.</param>
    public static implicit operator IpvsPS.IpvsSetting(IpvsSetting setting) =>
        new()
        {
            Name = setting.Name,
            Value = setting.Value,
            Description = setting.Description,
        };

    /// <summary>The setting as <c>sysctl</c> shows it.</summary>
    /// <returns><c>net.ipv4.vs.conn_reuse_mode = 1</c>.</returns>
    public override string ToString() => $"net.ipv4.vs.{Name} = {(Value is null ? string.Empty : IpvsSettingText.Join(Value))}";
}
