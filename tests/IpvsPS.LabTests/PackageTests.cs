using System.Reflection;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.LabTests;

/// <summary>The package, installed by Install-PSResource from a folder, in PowerShell where no other module is.</summary>
public sealed partial class PackageTests
{
    /// <summary>The package as the build made it.</summary>
    public static string PackageFile { get; } =
        typeof(PackageTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "Package")
            .Value!;

    [Fact]
    public void The_installed_module_does_a_real_task_and_runs_the_readmes_tour()
    {
        string version = Path.GetFileNameWithoutExtension(PackageFile)["IpvsPS.".Length..];
        string readme = Repository.File("README.md");
        int blocks = TourBlock().Count(File.ReadAllText(readme).Split("\n## A tour")[1]);
        using LabProcess lab = LabProcess.Start(
            "script",
            "--without-module",
            Path.Combine(AppContext.BaseDirectory, "installed-module.ps1"),
            PackageFile,
            readme
        );
        string[] said = lab.Output.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            [
                $"{version} in /run/home/.local/share/powershell/Modules/IpvsPS/{version}, licence True",
                "TCP 10.0.0.184:80 wlc -> 172.17.0.3:80 Masquerade",
                "TCP 10.0.0.184:80 wlc -> 172.17.0.4:80 Masquerade",
                "-A -t 10.0.0.184:80 -s wlc",
                "-a -t 10.0.0.184:80 -r 172.17.0.3:80 -m -w 1",
                "-a -t 10.0.0.184:80 -r 172.17.0.4:80 -m -w 1",
                "Adds virtual services to the IPVS load balancer.",
                "about_IpvsPS",
                $"tour: {blocks} blocks",
            ],
            // The tour asks once what would be done.
            said.Where(line => !line.StartsWith("What if: ", StringComparison.Ordinal))
        );
        Assert.True(blocks > 5);
        Assert.Equal(0, lab.WaitForExit());
    }

    [GeneratedRegex("^```powershell$", RegexOptions.Multiline)]
    private static partial Regex TourBlock();
}
