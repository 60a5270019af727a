using System.Reflection;

namespace IpvsPS.Lab.Host;

/// <summary>
/// The official PowerShell and two versions of Pester, as the build restores them, and where they stand in the guest: where an
/// installed PowerShell would, and readable by every user.
/// </summary>
public static class PowerShellFiles
{
    /// <summary>What is bound into the guest: a directory of this machine, and where it stands there.</summary>
    /// <param name="isPortable">Whether PowerShell is as the package brings it, and not compiled ahead.</param>
    internal static IEnumerable<(string Source, string Target)> Mounts(bool isPortable) =>
        [
            (Metadata(isPortable ? "PowerShellDirectory" : "PowerShellAhead"), "/opt/microsoft/powershell/7"),
            .. PesterVersions.Select(version =>
                ($"{Metadata("PesterDirectory")}{version}/tools", $"/usr/local/share/powershell/Modules/Pester/{version}")
            ),
        ];

    private static string[] PesterVersions => Metadata("PesterVersions").Split(',');

    /// <summary>A command that runs PowerShell in the guest without a profile.</summary>
    public static GuestCommand Command(params string[] arguments) => new("pwsh", ["-NoProfile", .. arguments]);

    private static string Metadata(string key) =>
        typeof(PowerShellFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
