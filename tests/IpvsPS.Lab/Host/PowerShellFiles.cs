using System.Reflection;

namespace IpvsPS.Lab.Host;

/// <summary>
/// The official PowerShell and two versions of Pester, as the build restores them, and where they stand in the guest: where an
/// installed PowerShell would, and readable by every user.
/// </summary>
public static class PowerShellFiles
{
    /// <summary>The statement that imports the module as the build left it in out/IpvsPS.</summary>
    public static string ImportScript => $"Import-Module -Name {Quote(Repository.File("out/IpvsPS/IpvsPS.psd1"))}";

    /// <summary>What is bound into the guest: a directory of this machine, and where it stands there.</summary>
    internal static IEnumerable<(string Source, string Target)> Mounts =>
    [
        (Metadata("PowerShellDirectory"), "/opt/microsoft/powershell/7"),
        .. PesterVersions.Select(version => ($"{Metadata("PesterDirectory")}{version}/tools", $"/usr/local/share/powershell/Modules/Pester/{version}")),
    ];

    private static string[] PesterVersions => Metadata("PesterVersions").Split(',');

    /// <summary>A command that runs PowerShell in the guest without a profile.</summary>
    public static GuestCommand Command(params string[] arguments) => new("pwsh", ["-NoProfile", .. arguments]);

    /// <summary>A text as a PowerShell literal.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Metadata(string key) => typeof(PowerShellFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
