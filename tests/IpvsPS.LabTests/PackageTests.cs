namespace IpvsPS.LabTests;

/// <summary>The package, installed where no other module is.</summary>
public sealed class PackageTests
{
    [Fact]
    public void The_installed_module_does_a_real_task()
    {
        using var installed = new InstalledModule();
        using LabProcess lab = LabProcess.Start(
            "script",
            "--without-module",
            Path.Combine(AppContext.BaseDirectory, "installed-module.ps1"),
            installed.ModulePath
        );
        string[] said = lab.Output.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            [
                $"{installed.Version} in {Path.Combine(installed.ModulePath, "IpvsPS", installed.Version)}",
                "TCP 10.0.0.185:80 wlc -> 172.17.0.3:80 Masquerade",
                "TCP 10.0.0.185:80 wlc -> 172.17.0.4:80 Masquerade",
                "-A -t 10.0.0.185:80 -s wlc",
                "-a -t 10.0.0.185:80 -r 172.17.0.3:80 -m -w 1",
                "-a -t 10.0.0.185:80 -r 172.17.0.4:80 -m -w 1",
                "Adds virtual services to the IPVS load balancer.",
                "about_IpvsPS",
            ],
            said
        );
        Assert.Equal(0, lab.WaitForExit());
    }
}
