using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Diagnosis;

/// <summary>A sysctl that a cure writes. Nothing is written before <see cref="Apply"/> is called.</summary>
public sealed class SysctlRepair : IDisposable
{
    private readonly SysctlClient _client;
    private readonly string _path;
    private readonly string _value;

    private SysctlRepair(SysctlClient client, string path, string value)
    {
        _client = client;
        _path = path;
        _value = value;
        Former = client.Read(path).Trim();
    }

    /// <summary>What it is before.</summary>
    public string Former { get; }

    /// <summary>Whether it is not as the cure would make it.</summary>
    public bool IsNeeded => Former != _value;

    /// <summary>Reads the sysctl.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="path">Its path below /proc/sys, from <see cref="DiagnosisCure.PathOf(string)"/>.</param>
    /// <param name="value">What it becomes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc/sys is not there.</exception>
    /// <exception cref="NetlinkException">ENOENT where this kernel has no such sysctl.</exception>
    public static SysctlRepair Open(NetNamespaceHandle netns, string path, string value, CancellationToken cancellation)
    {
        var client = SysctlClient.Open(netns, cancellation);
        try
        {
            return new SysctlRepair(client, path, value);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="NetlinkException">EACCES, EPERM, EROFS: it may not be written.</exception>
    public void Apply() => _client.Write(_path, _value);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
