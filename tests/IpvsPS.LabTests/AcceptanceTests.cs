using IpvsPS.Lab;

namespace IpvsPS.LabTests;

/// <summary>The user stories of tests/Pester, in real PowerShell where this machine has it.</summary>
public sealed class AcceptanceTests
{
    /// <summary>What the lab and Invoke-Acceptance.ps1 say where PowerShell or Pester is missing.</summary>
    private static readonly string[] Missing = ["no pwsh found", "Pester 5 is not installed"];

    [Fact]
    public void Every_story_holds_with_the_module_that_Install_PSResource_installs_from_the_package()
    {
        using LabProcess lab = LabProcess.Start(
            "script",
            "--timeout",
            "600",
            "--pwsh",
            "--without-module",
            Path.Combine(AppContext.BaseDirectory, "installed-acceptance.ps1"),
            InstalledModule.PackageFile,
            Repository.File("tests/Pester/Invoke-Acceptance.ps1"));
        string output = lab.Output.ReadToEnd() + lab.Error.ReadToEnd();
        Assert.SkipWhen(Missing.Any(output.Contains), output);

        Assert.True(lab.WaitForExit() == 0, output);
        Assert.Matches(@"IpvsPS [\d.]+ from /run/home/\.local/share/powershell/Modules/IpvsPS/[\d.]+/IpvsPS\.dll", output);
        Assert.Matches(@"Tests Passed: [1-9]\d{2}, .*Failed: 0,", output);
        // It would be skipped where there is no IPVS.
        Assert.Contains("[+] leaves the others alone", output, StringComparison.Ordinal);
    }
}
