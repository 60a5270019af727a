namespace IpvsPS.Lab.Host;

/// <summary>OpenSSH's server, unpacked and not installed, since an installed one would be started on this machine.</summary>
internal static class SshServer
{
    private static UnpackedPackages Packages { get; } = new("openssh-server", () => "openssh-server", "libwrap0");

    /// <summary>Where it is; in the guest it is bound to /opt/openssh-server.</summary>
    public static string Directory => Packages.Directory;

    /// <summary>Brings it; returns what is wrong, or null.</summary>
    public static string? Ensure() => Packages.Ensure();
}
