using System.Management.Automation;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Drain;

/// <summary>Suspend-, Wait- and Resume-IpvsRealServer as users type them.</summary>
[Collection(TrafficTests.Name)]
public sealed class DrainCommandTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    [Fact]
    public void One_host_is_taken_out_of_every_service_and_protocol()
    {
        string address = Stage.NextAddress();
        Direct(
            $"""
            $null = New-IpvsService {address}:80, {address}:443 -Scheduler rr | Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -Weight 5
            $null = New-IpvsService {address}:53 -Protocol Udp -Scheduler rr | Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -Weight 5
            """
        );
        string[] removed = Texts(
            $"""
            $d = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -Reason 'kernel update' | Wait-IpvsRealServer -Timeout 5m
            $d | ForEach-Object {"{ \"$($_.Protocol) $($_.VirtualPort) $($_.RealAddress) $($_.Drained)\" }"} | Sort-Object
            $d | Remove-IpvsRealServer
            """
        );
        Assert.Equal(["Tcp 443 10.77.0.11 True", "Tcp 80 10.77.0.11 True", "Udp 53 10.77.0.11 True"], removed);
        Assert.Equal(["10.77.0.12 5", "10.77.0.12 5", "10.77.0.12 5"], Weights(address));
    }

    [Fact]
    public void Who_suspended_it_why_and_since_when_is_shown()
    {
        string address = Serve("-Scheduler rr", 7, 3);
        Direct($"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -Reason 'disk'");
        Assert.Equal(
            ["10.77.0.11 0 True 7 disk True", "10.77.0.12 3 False 3  False"],
            Texts(
                $"Get-IpvsRealServer {address} | ForEach-Object "
                    + $"{{ \"$($_.RealAddress) $($_.Weight) $($_.Suspended) $($_.FullWeight) $($_.SuspendReason) "
                    + $"$([bool]$_.SuspendedSince)\" }}"
            )
        );
        Assert.Equal(
            "True",
            Assert.Single(Texts($"(Get-IpvsRealServer {address} -RealAddress 10.77.0.11).SuspendedBy -eq " + $"[Environment]::UserName"))
        );
        Assert.Equal(
            ["10.77.0.11 7"],
            Texts(
                $"Resume-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -PassThru | "
                    + $"ForEach-Object {{ \"$($_.RealAddress) $($_.Weight)\" }}"
            )
        );
        Assert.Equal(
            ["10.77.0.11 False 7", "10.77.0.12 False 3"],
            Texts($"Get-IpvsRealServer {address} | ForEach-Object " + $"{{ \"$($_.RealAddress) $($_.Suspended) $($_.FullWeight)\" }}")
        );
    }

    [Fact]
    public void Objects_rows_and_strings_bind_and_nothing_widens()
    {
        string address = Serve("-Scheduler rr", 7, 3);
        Texts($"$null = Get-IpvsRealServer {address} -RealAddress 10.77.0.12 | Suspend-IpvsRealServer");
        Assert.Equal(["10.77.0.11 7", "10.77.0.12 0"], Weights(address));
        Texts($"Get-IpvsRealServer {address} -RealAddress 10.77.0.12 | ConvertTo-Csv | ConvertFrom-Csv | Resume-IpvsRealServer");
        Assert.Equal(["10.77.0.11 7", "10.77.0.12 3"], Weights(address));
        Texts($"$null = '10.77.0.11:80' | Suspend-IpvsRealServer -VirtualAddress {address}");
        Assert.Equal(["10.77.0.11 0", "10.77.0.12 3"], Weights(address));
        EngineResult result = Lab.Run(
            $"Get-IpvsService {address} -NetNamespace {Stage.Director} | Suspend-IpvsRealServer " + $"-ErrorAction Continue"
        );
        Assert.NotEmpty(result.Errors);
        Assert.Equal(["10.77.0.11 0", "10.77.0.12 3"], Weights(address));
    }

    [Fact]
    public void A_service_that_is_piped_to_wait_means_all_its_servers()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Assert.Equal(
            ["10.77.0.11", "10.77.0.12"],
            Texts(
                $"""
                $null = Suspend-IpvsRealServer * -VirtualAddress {address} 3>$null
                Get-IpvsService {address} | Wait-IpvsRealServer -Timeout 10 | ForEach-Object RealAddress | Sort-Object
                """
            )
        );
    }

    [Fact]
    public void What_has_not_drained_is_an_error_and_not_written()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Conversation open = Hold(address);
        string busy = $"10.77.0.1{open.Server}";
        EngineResult result = Run(
            $"$null = Suspend-IpvsRealServer * -VirtualAddress {address} 3>$null; Wait-IpvsRealServer * "
                + $"-VirtualAddress {address} -Timeout 2"
        );
        result.TheError().Is("IpvsDrainTimeout", ErrorCategory.OperationTimeout, busy, "1 active", "Resume-IpvsRealServer");
        Assert.Equal($"10.77.0.1{3 - open.Server}", Assert.Single(result.Output).Properties["RealAddress"].Value);
        Assert.Equal(["10.77.0.11 0", "10.77.0.12 0"], Weights(address));
    }

    [Theory]
    [InlineData("Remove", "was removed with 1 connection, and their clients are not told", "")]
    [InlineData("Resume", "has the weight 4 again", "4")]
    [InlineData("Continue", "not drained", "0")]
    public void What_is_done_when_the_time_is_over(string action, string said, string weight)
    {
        string address = Serve("-Scheduler rr", 4);
        Hold(address);
        EngineResult result = Run(
            $"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} 3>$null; "
                + $"Wait-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -Timeout 1 -OnTimeout {action} 3>&1"
        );
        Assert.Empty(result.Errors);
        string text = string.Join('\n', result.Output.Select(item => $"{item}"));
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.Equal(weight.Length > 0 ? [$"10.77.0.11 {weight}"] : [], Weights(address));
    }

    [Fact]
    public void Bad_input_is_named_with_what_to_do_next()
    {
        string address = Serve("-Scheduler rr", 4, 4);
        Stage.Director.Native($"ipvsadm -e -t {address}:80 -r 10.77.0.12 -m -w 0");
        Fails(
            $"Resume-IpvsRealServer 10.77.0.12 -VirtualAddress {address}",
            "IpvsFormerWeightUnknown",
            ErrorCategory.ObjectNotFound,
            "-Weight"
        );
        Fails(
            $"Wait-IpvsRealServer 10.77.0.11 -VirtualAddress {address}",
            "IpvsRealServerNotSuspended",
            ErrorCategory.InvalidOperation,
            "the weight 4",
            "Suspend-IpvsRealServer"
        );
        Fails($"Wait-IpvsRealServer 10.77.0.12 -Timeout 0", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-Timeout", "not 0");
        Fails($"Wait-IpvsRealServer 10.77.0.12 -Timeout -5s", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "not -5");
        Fails($"Wait-IpvsRealServer 10.77.0.12 -IgnoreIdle -1", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-IgnoreIdle");
        Fails($"Suspend-IpvsRealServer 10.77.0.12 -Gradual -1", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-Gradual");
        Fails(
            $"Resume-IpvsRealServer 10.77.0.12 -SlowStart -5s",
            "IpvsDurationInvalid",
            ErrorCategory.InvalidArgument,
            "not -5",
            "at once"
        );
        Fails($"Resume-IpvsRealServer 10.77.0.12 -SlowStart 0", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-SlowStart");
        Fails("Wait-IpvsRealServer 10.77.0.12 -OnTimeout Remove", "IpvsDrainTimeoutMissing", ErrorCategory.InvalidArgument, "-Timeout");
        Fails("Wait-IpvsRealServer", "IpvsRealServerMissing", ErrorCategory.InvalidArgument, "Wait-IpvsRealServer 172.17.0.4");
        Fails(
            $"Suspend-IpvsRealServer 10.99.9.9 -VirtualAddress {address}",
            "IpvsRealServerNotFound",
            ErrorCategory.ObjectNotFound,
            "10.99.9.9"
        );
        Assert.Empty(Run($"Suspend-IpvsRealServer 10.99.* -VirtualAddress {address}").Errors);
    }

    [Fact]
    public async Task A_server_that_vanishes_while_it_is_waited_for_is_told_from_one_that_has_drained()
    {
        string address = Serve("-Scheduler rr", 4);
        Hold(address);
        Task<EngineResult> waiting = Task.Run(() =>
            Run(
                $"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} "
                    + $"3>$null; Wait-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -Timeout 20"
            )
        );
        while (!Stage.Director.Native("ipvsadm -Sn").Contains($"-a -t {address}:80 -r 10.77.0.11:80 -m -w 0", StringComparison.Ordinal))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Task.Delay(1000, TestContext.Current.CancellationToken);
        Stage.Director.Native($"ipvsadm -d -t {address}:80 -r 10.77.0.11");
        EngineResult result = await waiting;
        result.TheError().Is("IpvsRealServerVanished", ErrorCategory.ObjectNotFound, "10.77.0.11");
        Assert.Empty(result.Output);
    }

    [Fact]
    public void WhatIf_does_nothing_and_says_so()
    {
        string address = Serve("-Scheduler rr", 4);
        Assert.Empty(Run($"Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -WhatIf").ThrowOnError().Output);
        Assert.Equal(["10.77.0.11 4"], Weights(address));
    }

    [Theory]
    [InlineData("sh", "sh-fallback")]
    [InlineData("mh", "mh-fallback")]
    public void A_scheduler_that_would_refuse_clients_is_warned_of_and_Force_sets_its_flag(string scheduler, string flag)
    {
        string address = Serve($"-Scheduler {scheduler}", 1, 1);
        string command = $"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address}";
        Assert.NotNull(Run($"{command} -WarningAction Stop").Failure);
        Assert.Equal(["10.77.0.11 1", "10.77.0.12 1"], Weights(address));
        string warning = Assert.Single(Run(command).ThrowOnError().Warnings);
        Assert.Contains(
            $"the scheduler {scheduler} refuses the clients that its hash leads there, instead of giving them another real server. "
                + $"-Force gives the service the flag {flag} first",
            warning,
            StringComparison.Ordinal
        );
        Assert.Equal(["10.77.0.11 0", "10.77.0.12 1"], Weights(address));
        Assert.Empty(Texts($"(Get-IpvsService {address}).SchedulerFlag | Where-Object {{ $_ }}"));
        Assert.Empty(Run($"{command} -Force").ThrowOnError().Warnings);
        Assert.Equal([flag], Texts($"(Get-IpvsService {address}).SchedulerFlag"));
    }

    [Fact]
    public void Persistence_is_warned_of_or_ended()
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 60", 1, 1);
        string warned = string.Join(
            '\n',
            Texts($"Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} 3>&1 | " + $"ForEach-Object {{ \"$_\" }}")
        );
        Assert.Contains("is persistent", warned, StringComparison.Ordinal);
        Texts($"Resume-IpvsRealServer 10.77.0.11 -VirtualAddress {address}");
        try
        {
            int first = Stage.Fetch(address, "10.79.1.1");
            warned = string.Join(
                '\n',
                Texts(
                    $"Suspend-IpvsRealServer 10.77.0.1{first} -VirtualAddress {address} "
                        + $"-ExpirePersistence 3>&1 | ForEach-Object {{ \"$_\" }}"
                )
            );
            Assert.DoesNotContain("is persistent", warned, StringComparison.Ordinal);
            Assert.Equal(3 - first, Stage.Fetch(address, "10.79.1.1"));
        }
        finally
        {
            Texts("Set-IpvsSetting expire_quiescent_template 0");
        }
    }

    [Fact]
    public void A_stopped_wait_leaves_the_weight_0_and_a_stopped_gradual_suspension_can_be_resumed()
    {
        string address = Serve("-Scheduler rr", 10);
        Hold(address);
        Texts($"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} 3>$null");
        Lab.RunAndStop($"'begun'; Wait-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -NetNamespace {Stage.Director}");
        Assert.Equal(["10.77.0.11 0"], Weights(address));
        Texts($"Resume-IpvsRealServer 10.77.0.11 -VirtualAddress {address}");
        Assert.Equal(["10.77.0.11 10"], Weights(address));
    }

    private EngineResult Run(string script) =>
        Lab.Run(
            $$"""
            & {
                $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{Stage.Director}}' }
                {{script}}
            }
            """
        );

    private string[] Texts(string script) => [.. Run(script).ThrowOnError().Output.Select(item => $"{item}")];

    private void Fails(string script, string id, ErrorCategory category, params string[] words) =>
        Run(script).TheError().Is(id, category, words);

    private string[] Weights(string address) =>
        Texts($"Get-IpvsRealServer {address} -ErrorAction Ignore | ForEach-Object {{ \"$($_.RealAddress) $($_.Weight)\" }}");
}
