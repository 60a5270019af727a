using IpvsPS.Testing;

namespace IpvsPS.LabTests;

/// <summary>The user stories of tests/Pester, in PowerShell as users have it and with one of the versions of Pester they use.</summary>
public abstract class AcceptanceTests(int pester)
{
    [Fact]
    public void Every_story_holds_with_the_module_that_Install_PSResource_installs_from_the_package()
    {
        using LabProcess lab = LabProcess.Start(
            "script",
            "--timeout",
            "1200",
            "--without-module",
            Path.Combine(AppContext.BaseDirectory, "installed-acceptance.ps1"),
            PackageTests.PackageFile,
            Repository.File("tests/Pester/Invoke-Acceptance.ps1"),
            $"{pester}"
        );
        string output = lab.Output.ReadToEnd() + lab.Error.ReadToEnd();

        Assert.True(lab.WaitForExit() == 0, output);
        Assert.Matches($@"Pester {pester}\.", output);
        Assert.Matches(@"IpvsPS [\d.]+ from /run/home/\.local/share/powershell/Modules/IpvsPS/[\d.]+/IpvsPS\.psd1", output);
        Assert.Matches(@"Tests Passed: [1-9]\d{2}, .*Failed: 0,", output);
        // It would be skipped where there is no IPVS.
        Assert.Contains("[+] leaves the others alone", output, StringComparison.Ordinal);
    }
}

/// <summary>The stories on Pester 5.</summary>
[Collection(LongRuns.Pester5)]
public sealed class AcceptanceOnPester5Tests() : AcceptanceTests(5);

/// <summary>The stories on Pester 6.</summary>
[Collection(LongRuns.Pester6)]
public sealed class AcceptanceOnPester6Tests() : AcceptanceTests(6);
