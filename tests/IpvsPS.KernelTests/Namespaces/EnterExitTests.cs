using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Namespaces;

public sealed class EnterExitTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>, IDisposable
{
    /// <summary>Leaves what a failed test has entered.</summary>
    public void Dispose() => Lab.Run("foreach ($i in 1..5) { try { Exit-NetNamespace } catch { break } }");

    [Fact]
    public void Native_commands_and_cmdlets_follow_into_the_namespace_and_back()
    {
        Assert.Equal(
            [two.Red, "True", Home, "False"],
            Lines(
                $"Enter-NetNamespace red; {Here}; (Get-NetLink).Name -contains 'dummy7'; Exit-NetNamespace; {Here}; "
                    + "(Get-NetLink).Name -contains 'dummy7'"
            )
        );
    }

    [Fact]
    public void It_lasts_over_pipelines()
    {
        Lab.Run("Enter-NetNamespace red").ThrowOnError();

        Assert.Equal([two.Red], Lines(Here));
        Assert.Equal(["dummy7"], Lines("(Get-NetLink dummy7).Name"));
        Lab.Run("Exit-NetNamespace").ThrowOnError();
        Assert.Equal([Home], Lines(Here));
    }

    [Fact]
    public void A_prompt_can_show_where_one_is()
    {
        const string here = "\"$(Get-NetNamespace -Current)\"";
        Assert.Equal(
            ["(home)", "red", "blue", "red", "(home)"],
            Lines($"{here}; Enter-NetNamespace red; {here}; Invoke-NetNamespace blue {{ {here} }}; {here}; Exit-NetNamespace; {here}")
        );
        Assert.Equal(
            [two.Red, "True"],
            Lines(
                $"Enter-NetNamespace red; Get-NetNamespace -Current | ForEach-Object {{ \"net:[$($_.Inode)]\" }}; "
                    + "$current = Get-NetNamespace -Current; Exit-NetNamespace; (Get-NetLink -NetNamespace $current).Name -contains "
                    + "'dummy7'"
            )
        );
    }

    [Fact]
    public void It_nests()
    {
        Assert.Equal(
            [two.Red, two.Blue, two.Red, Home],
            Lines($"Enter-NetNamespace red; {Here}; Enter-NetNamespace blue; {Here}; Exit-NetNamespace; {Here}; Exit-NetNamespace; {Here}")
        );
        Assert.Equal(
            [two.Red, Home],
            Lines($"Enter-NetNamespace red; Enter-NetNamespace red; Exit-NetNamespace; {Here}; Exit-NetNamespace; {Here}")
        );
    }

    [Fact]
    public void A_name_a_path_a_process_and_an_object_are_taken()
    {
        string pid = LabSession.StartSleep("nsenter --net=/run/netns/red sleep 60");

        foreach (string netns in (string[])["red", "/run/netns/red", pid, "(Get-NetNamespace red)"])
        {
            Assert.Equal([two.Red], Lines($"Enter-NetNamespace {netns}; {Here}; Exit-NetNamespace"));
        }

        Assert.Equal([two.Red], Lines($"Get-NetNamespace red | Enter-NetNamespace; {Here}; Exit-NetNamespace"));
        LabSession.Native($"kill {pid}");
    }

    [Fact]
    public void An_object_from_home_still_means_home()
    {
        Assert.Equal(
            ["False"],
            Lines(
                "$lo = Get-NetLink lo; Enter-NetNamespace red; ([pscustomobject]@{ NetNamespace = $lo.NetNamespace } | "
                    + "Get-NetLink).Name -contains 'dummy7'; Exit-NetNamespace"
            )
        );
    }

    [Fact]
    public void Exit_with_nothing_entered_says_so() =>
        Fails("Exit-NetNamespace", "NetNamespaceNotEntered", ErrorCategory.InvalidOperation, "No network namespace has been entered");

    [Theory]
    [InlineData("none", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("999999", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("/proc/999999/ns/net", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("/etc/passwd", "NotNetNamespace", ErrorCategory.InvalidType)]
    [InlineData("/proc/1/ns/mnt", "NotNetNamespace", ErrorCategory.InvalidType)]
    public void What_cannot_be_entered_ends_the_statement(string netns, string id, ErrorCategory category)
    {
        Fails($"Enter-NetNamespace {netns}", id, category, netns);
        Assert.Equal(["ended"], Lines($"try {{ Enter-NetNamespace {netns} }} catch {{ 'ended' }}"));
        Assert.Equal([Home], Lines(Here));
    }

    [Fact]
    public void A_thousand_times_leak_no_descriptor_and_no_thread()
    {
        Lab.Run("Enter-NetNamespace red; Exit-NetNamespace; [gc]::Collect(); [gc]::WaitForPendingFinalizers()").ThrowOnError();
        const string count = "[IO.Directory]::GetFiles('/proc/self/fd').Count; [IO.Directory]::GetDirectories('/proc/self/task').Count";
        int[] before = Lab.Run(count).Of<int>().ToArray();

        Lab.Run("foreach ($i in 1..1000) { Enter-NetNamespace red; Exit-NetNamespace }; [gc]::Collect(); [gc]::WaitForPendingFinalizers()")
            .ThrowOnError();

        int[] after = Lab.Run(count).Of<int>().ToArray();
        Assert.InRange(after[0], 0, before[0] + 3);
        Assert.InRange(after[1], 0, before[1] + 3);
    }

    [Fact]
    public void Removing_the_module_goes_home_from_however_deep()
    {
        try
        {
            Assert.Equal([Home], Lines($"Enter-NetNamespace red; Enter-NetNamespace blue; Remove-Module IpvsPS; {Here}"));
        }
        finally
        {
            Lab.Run($"Import-Module '{StagedModule.Manifest}'").ThrowOnError();
        }

        Assert.Equal([Home], Lines(Here));
        Fails("Exit-NetNamespace", "NetNamespaceNotEntered", ErrorCategory.InvalidOperation);
    }

    [Fact]
    public void The_entered_namespace_may_lose_its_name()
    {
        LabSession.Native("ip netns add green; ip -n green link add dummy9 type dummy");

        Assert.Equal(
            ["dummy9", Home],
            Lines(
                $"Enter-NetNamespace green; Remove-NetNamespace green -Confirm:$false; (Get-NetLink dummy9).Name; Exit-NetNamespace; {Here}"
            )
        );
    }

    [Fact]
    public void A_thread_that_stays_is_reported_once()
    {
        EngineResult first = Lab.Run(
            "Enter-NetNamespace red; $watcher = [IO.FileSystemWatcher]::new('/run'); $watcher.EnableRaisingEvents = $true; "
                + "Exit-NetNamespace"
        );
        EngineResult second = Lab.Run("Enter-NetNamespace red; Exit-NetNamespace; $watcher.Dispose()");

        Assert.Contains("1 thread(s)", Assert.Single(first.Warnings), StringComparison.Ordinal);
        Assert.Empty(second.Warnings);
    }

    [Fact]
    public void Where_a_pipeline_has_its_own_thread_it_is_entered_for_that_pipeline_only()
    {
        using Runspace runspace = ImportedRunspace.Open(PSThreadOptions.UseNewThread);
        using var first = PowerShell.Create(runspace);
        string[] inside = first.AddScript($"Enter-NetNamespace red; {Here}; (Get-NetLink dummy7).Name").Invoke<string>().ToArray();
        using var second = PowerShell.Create(runspace);
        string[] after = second.AddScript($"{Here}; (Get-NetLink).Name").Invoke<string>().ToArray();

        Assert.Equal([two.Red, "dummy7"], inside);
        Assert.Contains("this pipeline only", Assert.Single(first.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(Home, after[0]);
        Assert.DoesNotContain("dummy7", after);
    }

    [Fact]
    public async Task A_pool_thread_is_refused_and_Invoke_is_not()
    {
        (ErrorRecord refusal, string[] lines) = await Task.Run(() =>
        {
            using Runspace runspace = ImportedRunspace.Open(PSThreadOptions.UseCurrentThread);
            using var enter = PowerShell.Create(runspace);
            enter.AddScript("Enter-NetNamespace red").Invoke();
            using var invoke = PowerShell.Create(runspace);
            invoke.AddScript($"Invoke-NetNamespace red {{ {Here} }}; {Here}");
            return (Assert.Single(enter.Streams.Error), invoke.Invoke<string>().ToArray());
        });

        refusal.Is("NetNamespaceWrongThread", ErrorCategory.InvalidOperation, "Invoke-NetNamespace");
        Assert.Equal([two.Red, Home], lines);
    }
}
