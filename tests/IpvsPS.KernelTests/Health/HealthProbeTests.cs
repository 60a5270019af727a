using IpvsPS.KernelTests.Traffic;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Health;

/// <summary>Test-IpvsRealServer from a director's namespace to pods, the way that packets go.</summary>
[Collection(TrafficTests.Name)]
public sealed class HealthProbeTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private const string Blackholed = "10.77.0.204";

    [Fact]
    public void Each_server_is_asked_in_the_services_namespace_and_nothing_is_left_behind()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Direct(
            $"""
            Add-IpvsRealServer 10.77.0.11:81 -VirtualAddress {address}:80
            Add-IpvsRealServer 10.77.0.99:80 -VirtualAddress {address}:80
            """
        );
        Assert.Equal(
            [
                "10.77.0.11:80 Tcp True Passed 10.77.0.1",
                "10.77.0.11:81 Tcp False Refused ",
                "10.77.0.12:80 Tcp True Passed 10.77.0.1",
                "10.77.0.99:80 Tcp False TimedOutConnecting ",
            ],
            Texts(
                $"$check = New-IpvsHealthCheck Tcp -Timeout 1 -Interval 1; Get-IpvsService {address} | Test-IpvsRealServer -Check $check | "
                    + "ForEach-Object { \"$($_.RealAddress):$($_.RealPort) $($_.Check) $($_.Healthy) $($_.Outcome) $($_.SourceAddress)\" }"
            )
        );
        Assert.Equal("0", Stage.Director.Native("ss -Htan state time-wait | wc -l").Trim());
        Assert.Equal(
            ["True", "False"],
            Texts(
                $"""
                Test-IpvsRealServer 10.77.0.11:80, 10.77.0.12:80 -VirtualAddress {address} -Quiet
                Get-IpvsRealServer {address} | Test-IpvsRealServer -Check Icmp, @{"{ Kind = 'Tcp'; Timeout = '500ms' }"} -Quiet
                """
            )
        );
    }

    [Fact]
    public void A_server_without_the_virtual_address_is_up_by_its_own_and_down_through_the_service()
    {
        Direct($"$null = New-IpvsService {Blackholed}:80 -Scheduler rr");
        Direct($"Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -VirtualAddress {Blackholed}:80 -ForwardingMethod DirectRoute");
        ScratchNamespace server = Stage.ServerNamespaces[1];
        string link = server.Native($"sh -c \"ip -o -4 address show to {Blackholed} | cut -d' ' -f2\"").Trim();
        string refused = string.Join(
            ' ',
            Texts($"(Test-IpvsRealServer 10.77.0.11 -VirtualAddress {Blackholed} -Via Service 3>$null).Detail")
        );
        Assert.Contains("net.ipv4.conf.lan.accept_local to 1", refused, StringComparison.Ordinal);
        Stage.Director.Native("sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=2");
        server.Native($"ip address del {Blackholed}/32 dev {link}");
        try
        {
            Assert.Equal(["10.77.0.11 Passed", "10.77.0.12 Passed"], Outcomes("RealServer"));
            Assert.Equal(["10.77.0.11 Passed", "10.77.0.12 TimedOutConnecting"], Outcomes("Service"));
            Assert.DoesNotContain("FWM", Stage.Director.Native("ipvsadm -Ln"), StringComparison.Ordinal);
            Assert.Equal(
                ["Refused"],
                Texts(
                    $"(Test-IpvsRealServer 10.77.0.11 -VirtualAddress {Blackholed} -Via Service "
                        + "-Check @{ Kind = 'Tcp'; Port = 81 }).Outcome"
                )
            );
            Assert.Equal(
                ["Passed"],
                Texts(
                    $"(Test-IpvsRealServer 10.77.0.11 -VirtualAddress {Blackholed} -Via Namespace "
                        + $"-RealServerNetNamespace {Stage.ServerNamespaces[0]}).Outcome"
                )
            );
        }
        finally
        {
            server.Native($"ip address add {Blackholed}/32 dev {link}");
            Stage.Director.Native("sysctl -qw net.ipv4.conf.lan.accept_local=0 net.ipv4.conf.lan.rp_filter=0");
        }
    }

    [Fact]
    public void A_script_runs_in_the_services_namespace_knows_the_sessions_variables_and_is_stopped_when_it_hangs()
    {
        string address = Serve("-Scheduler rr", 1);
        Assert.Equal(
            [
                "Passed ",
                "ScriptFailed too few",
                "ScriptFailed The script was stopped: it had not ended within 1 s.",
                "ScriptFailed The script '/usr/bin/tail' was stopped: it had not ended within 1 s.",
                "NotMade",
                "Passed 30",
                "NotMade No probe can leave by the link 'nosuch': there is none of that name.",
            ],
            Texts(
                $$"""
                $name = '{{Stage.Director}}'
                $in = New-IpvsHealthCheck Script -Timeout 20 -Interval 20 -ScriptBlock { param($RealServer)
                    (ip netns identify) -eq $using:name -and $RealServer.RealAddress -eq '10.77.0.11' }
                $no = New-IpvsHealthCheck Script -Timeout 20 -Interval 20 -ScriptBlock {
                    [pscustomobject]@{ Healthy = $false; Message = 'too few' } }
                $hangs = New-IpvsHealthCheck Script -Timeout 1 -Interval 1 -ScriptBlock { Start-Sleep 100 }
                $tail = New-IpvsHealthCheck Script -Timeout 1 -Interval 1 -ScriptPath /usr/bin/tail -ArgumentList '-f', /dev/null
                $gone = New-IpvsHealthCheck Script -ScriptPath /no/such/script
                Test-IpvsRealServer 10.77.0.11 -VirtualAddress {{address}} -Check $in, $no, $hangs, $tail | ForEach-Object {
                    "$($_.Outcome) $($_.Detail)" }
                (Test-IpvsRealServer 10.77.0.11 -VirtualAddress {{address}} -Check $gone 3>$null).Outcome
                $asks = New-IpvsHealthCheck Script -Timeout 20 -Interval 20 -ScriptBlock { [pscustomobject]@{ Weight = 30 } }
                Test-IpvsRealServer 10.77.0.11 -VirtualAddress {{address}} -Check $asks | ForEach-Object { "$($_.Outcome) $($_.Weight)" }
                Test-IpvsRealServer 10.77.0.11 -VirtualAddress {{address}} -Check @{ Kind = 'Tcp'; LinkName = 'nosuch' } 3> $null |
                    ForEach-Object { "$($_.Outcome) $($_.Detail)" }
                """
            )
        );
    }

    [Fact]
    public void A_monitor_through_the_service_takes_out_a_server_without_the_virtual_address_and_brings_it_back()
    {
        Direct($"$null = New-IpvsService {Blackholed}:8080 -Scheduler rr");
        Direct($"Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -VirtualAddress {Blackholed}:8080 -ForwardingMethod DirectRoute -Weight 5");
        ScratchNamespace server = Stage.ServerNamespaces[1];
        string link = server.Native($"sh -c \"ip -o -4 address show to {Blackholed} | cut -d' ' -f2\"").Trim();
        Stage.Director.Native("sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=2");
        server.Native($"ip address del {Blackholed}/32 dev {link}");
        try
        {
            Assert.Equal(["Down 10.77.0.12 ", "Up 10.77.0.11 ", "WeightChanged 10.77.0.12 0"], Watch(3));
            server.Native($"ip address add {Blackholed}/32 dev {link}");
            Assert.Equal(["Up 10.77.0.12 ", "WeightChanged 10.77.0.12 5"], Watch(2));
        }
        finally
        {
            Stage.Director.Native("sysctl -qw net.ipv4.conf.lan.accept_local=0 net.ipv4.conf.lan.rp_filter=0");
            server.Native($"ip address add {Blackholed}/32 dev {link} 2> /dev/null || true");
        }

        Assert.DoesNotContain("FWM", Stage.Director.Native("ipvsadm -Ln"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_checks_and_ways_are_named()
    {
        Lab.Fails(
            "New-IpvsHealthCheck Tcp -Path /x",
            "IpvsHealthCheckInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-Path",
            "Http"
        );
        Lab.Fails(
            "New-IpvsHealthCheck Tcp -Rise 0",
            "IpvsHealthCheckInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-Rise is 1 or more"
        );
        Lab.Fails(
            "New-IpvsHealthCheck Https -CertificateWarning -1",
            "IpvsHealthCheckInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-CertificateWarning is more than 0 seconds, not -1 s"
        );
        Assert.Equal(
            ["200,301 301,404"],
            Texts(
                "$codes = (New-IpvsHealthCheck Http -StatusCode 200,301).StatusCode; "
                    + "\"$codes $((New-IpvsHealthCheck Http -StatusCode '301,404').StatusCode)\""
            )
        );
        Lab.Fails(
            "New-IpvsHealthCheck Http -Match '(a+)+\\1'",
            "IpvsHealthCheckInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-Match"
        );
        Lab.Fails(
            "Test-IpvsRealServer 10.1.1.1 -Via Namespace",
            "IpvsHealthViaConflict",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-RealServerNetNamespace"
        );
        Direct($"$null = New-IpvsService {Blackholed}:8081; $null = New-IpvsService {Blackholed}:8081 -Protocol Sctp");
        Direct($"Add-IpvsRealServer 10.77.0.11 -VirtualAddress {Blackholed}:8081; $null = New-IpvsService -FirewallMark 8081");
        foreach (
            (string command, string word) in new[]
            {
                ($"Test-IpvsRealServer 10.77.0.11 -VirtualAddress {Blackholed} -VirtualPort 8081 -Check Icmp", "Icmp"),
                ($"Watch-IpvsHealth {Blackholed}:8081 -Protocol Tcp -Check Tcp, Icmp", "Icmp"),
                ($"Watch-IpvsHealth {Blackholed}:8081 -Protocol Sctp", "Icmp"),
                ("Watch-IpvsHealth -FirewallMark 8081", "firewall mark"),
            }
        )
        {
            Lab.Fails(
                $"{command} -Via Service -NetNamespace {Stage.Director}",
                "IpvsHealthViaConflict",
                System.Management.Automation.ErrorCategory.InvalidArgument,
                word,
                "-Via RealServer"
            );
        }

        Lab.Fails(
            "Test-IpvsRealServer 10.1.1.1 -Check @{ Kind = 'Tcp'; Interval = 1 }",
            "IpvsHealthCheckInvalid",
            System.Management.Automation.ErrorCategory.InvalidArgument,
            "-Interval"
        );
    }

    private string[] Outcomes(string via) =>
        Texts(
            $"Test-IpvsRealServer 10.77.0.11, 10.77.0.12 -VirtualAddress {Blackholed} -Via {via} -Check @{{ Kind = 'Tcp'; Timeout = 1 }} | "
                + "ForEach-Object { \"$($_.RealAddress) $($_.Outcome)\" }"
        );

    /// <summary>So many events of a monitor that probes through the service; the servers listen on port 80.</summary>
    private string[] Watch(int count) =>
        [
            .. Texts(
                    $"Watch-IpvsHealth {Blackholed}:8080 -Via Service -Apply -Count {count} -NetNamespace {Stage.Director} "
                        + "-Check @{ Kind = 'Tcp'; Port = 80; Interval = 1; Timeout = 1; Rise = 1; Fall = 2 } | "
                        + "ForEach-Object { \"$($_.Kind) $($_.RealAddress) $($_.Weight)\" }"
                )
                .Order(StringComparer.Ordinal),
        ];

    private string[] Texts(string script)
    {
        EngineResult result = Lab.Run(
            $$"""
            & {
                $PSDefaultParameterValues = @{ '*-IpvsService:NetNamespace' = '{{Stage.Director}}'
                    '*-IpvsRealServer:NetNamespace' = '{{Stage.Director}}' }
                {{script}}
            }
            """
        );
        return [.. result.ThrowOnError().Output.Select(item => $"{item}")];
    }
}
