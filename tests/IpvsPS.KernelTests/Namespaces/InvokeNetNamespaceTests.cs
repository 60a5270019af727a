using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Namespaces;

public sealed class InvokeNetNamespaceTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>
{
    [Fact]
    public void The_block_runs_inside_and_downstream_outside() =>
        Assert.Equal(
            [$"{two.Red} in {Home}", $"second in {Home}", Home],
            Lines($"Invoke-NetNamespace red {{ {Here}; 'second' }} | ForEach-Object {{ \"$_ in $({Here})\" }}; {Here}")
        );

    [Fact]
    public void Downstream_cmdlets_are_outside_too()
    {
        Assert.Equal(
            ["dummy7", "False"],
            Lines("Invoke-NetNamespace red { (Get-NetLink dummy7).Name } | ForEach-Object { $_; (Get-NetLink).Name -contains 'dummy7' }")
        );
    }

    [Fact]
    public void It_nests() =>
        Assert.Equal(
            [$"{two.Blue} {Home}", $"{two.Red} {Home}"],
            Lines($"Invoke-NetNamespace red {{ Invoke-NetNamespace blue {{ {Here} }}; {Here} }} | ForEach-Object {{ \"$_ $({Here})\" }}")
        );

    [Fact]
    public void Downstream_may_enter_and_stay() =>
        Assert.Equal(
            [two.Blue, Home],
            Lines($"Invoke-NetNamespace red {{ 1 }} | ForEach-Object {{ Enter-NetNamespace blue }}; {Here}; Exit-NetNamespace; {Here}")
        );

    [Fact]
    public void What_is_entered_in_the_block_is_left_with_it() =>
        Assert.Equal([two.Blue, Home], Lines($"Invoke-NetNamespace red {{ Enter-NetNamespace blue; {Here} }}; {Here}"));

    [Fact]
    public void Exit_cannot_leave_the_block() =>
        Fails(
            "Invoke-NetNamespace red { Exit-NetNamespace }",
            "NetNamespaceNotEntered",
            ErrorCategory.InvalidOperation,
            "Invoke-NetNamespace block"
        );

    [Fact]
    public void Objects_come_one_by_one() =>
        Assert.Equal(
            ["1", "seen 1", "2", "seen 2"],
            Lines(
                "$log = [Collections.Generic.List[string]]::new(); "
                    + "Invoke-NetNamespace red { foreach ($i in 1, 2) { $log.Add($i); "
                    + "$i } } | ForEach-Object { $log.Add(\"seen $_\") }; $log"
            )
        );

    [Fact]
    public void The_block_sees_its_callers_variables_and_its_arguments() =>
        Assert.Equal(
            ["5 a b", "b a", "mine", "8", "5"],
            Lines(
                "$v = 5; $Block = 'mine'; Invoke-NetNamespace red { \"$v $args\" } -ArgumentList a, b; "
                    + "Invoke-NetNamespace red { param($x, $y) \"$y $x\" } a, b; Invoke-NetNamespace red { $Block }; "
                    + "Invoke-NetNamespace red { $ExecutionContext.SessionState.PSVariable.Set('v', 8); $v }; $v"
            )
        );

    [Fact]
    public void Arrays_and_null_pass_as_they_are() =>
        Assert.Equal(
            ["Object[]", "null", "Int32"],
            Lines(
                "Invoke-NetNamespace red { , @(1, 2); $null; 3 } | ForEach-Object { if ($null -eq $_) { 'null' } else { "
                    + "$_.GetType().Name } }"
            )
        );

    [Fact]
    public void A_throw_is_the_callers_and_restores() =>
        Assert.Equal(
            ["before", "boom", "RuntimeException", Home],
            Lines($"try {{ Invoke-NetNamespace red {{ 'before'; throw 'boom' }} }} catch {{ \"$_\"; $_.Exception.GetType().Name }}; {Here}")
        );

    [Fact]
    public void Break_return_and_the_first_objects_are_natural()
    {
        Assert.Equal(
            ["1", $"2 {Home}"],
            Lines($"foreach ($i in 1..3) {{ Invoke-NetNamespace red {{ if ($i -eq 2) {{ break }}; $i }} }}; \"$i $({Here})\"")
        );
        Assert.Equal(["1", "2"], Lines("Invoke-NetNamespace red { 1; return 2; 3 }"));
        Assert.Equal(
            ["1", Home],
            Lines($"foreach ($once in 1) {{ Invoke-NetNamespace red {{ 1; 2 }} | ForEach-Object {{ $_; break }} }}; {Here}")
        );
    }

    [Fact]
    public void Errors_of_the_block_go_on_and_can_be_redirected()
    {
        EngineResult result = Lab.Run("Invoke-NetNamespace red { Get-NetLink none; 'after' }");
        Assert.Equal("NetLinkNotFound", Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["after"], result.Of<string>());
        Assert.Equal(["2"], Lines("@(Invoke-NetNamespace red { Get-NetLink none; 'after' } 2>&1).Count"));
    }

    [Fact]
    public void It_runs_once_in_each_namespace_of_the_pipeline() =>
        Assert.Equal([two.Blue, two.Red], Lines($"Get-NetNamespace | Invoke-NetNamespace {{ {Here} }}"));

    [Fact]
    public void One_that_is_missing_does_not_keep_the_others()
    {
        EngineResult result = Lab.Run($"'red', 'none', 'blue' | Invoke-NetNamespace -ScriptBlock {{ {Here} }}");

        Assert.Equal([two.Red, two.Blue], result.Of<string>());
        Assert.Equal("NetNamespaceNotFound", Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Removing_the_module_in_the_block_goes_home()
    {
        try
        {
            Assert.Equal([Home, Home], Lines($"Invoke-NetNamespace red {{ Remove-Module IpvsPS; {Here} }}; {Here}"));
        }
        finally
        {
            Lab.Run($"Import-Module '{StagedModule.Manifest}'").ThrowOnError();
        }
    }

    [Fact]
    public void Stopping_restores()
    {
        using Runspace runspace = ImportedRunspace.Open(PSThreadOptions.ReuseThread);
        using var endless = PowerShell.Create(runspace);
        using var written = new PSDataCollection<PSObject>();
        endless
            .AddScript("Invoke-NetNamespace red { 'begun'; while ($true) { [Threading.Thread]::Sleep(20) } }")
            .BeginInvoke<PSObject, PSObject>(null, written);
        Poll.Until(() => written.Count > 0, "anything from inside of the namespace");
        endless.Stop();
        using var after = PowerShell.Create(runspace);

        Assert.Equal(PSInvocationState.Stopped, endless.InvocationStateInfo.State);
        Assert.Equal(Home, Assert.Single(after.AddScript(Here).Invoke<string>()));
    }
}
