using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace IpvsPS.KernelTests.Completion;

/// <summary>What Tab offers: what is there, in the namespace and by the parameters typed so far.</summary>
[Trait(Kernels.Seconds, "12")]
public sealed class CompletionTests(LabSession lab, CompletionStage stage) : IClassFixture<CompletionStage>
{
    /// <summary>Each completer, a line up to the cursor, and what is offered, with namespaces between.</summary>
    public static TheoryData<string, string, string> Lines =>
        new()
        {
            { "IpvsSchedulerCompleter", "New-IpvsService 10.0.0.1:80 -Scheduler w", "wlc wrr" },
            { "IpvsSchedulerCompleter", "Set-IpvsService -Scheduler ", "dh fo lblc lblcr lc mh none nq ovf rr sed sh twos wlc wrr" },
            {
                "IpvsSchedulerFlagCompleter",
                "New-IpvsService -SchedulerFlag ",
                "flag-1 flag-2 flag-3 mh-fallback mh-port sh-fallback sh-port"
            },
            { "IpvsSchedulerFlagCompleter", "New-IpvsService -Scheduler sh -SchedulerFlag ", "flag-1 flag-2 flag-3 sh-fallback sh-port" },
            { "IpvsSchedulerFlagCompleter", "Set-IpvsService -Scheduler rr -SchedulerFlag flag-1, ", "flag-1 flag-2 flag-3" },
            { "IpvsPersistenceEngineCompleter", "New-IpvsService -PersistenceEngine ", "sip" },
            { "IpvsServiceCompleter", "Get-IpvsService HERE ", "10.9.0.1:80 10.9.0.53:53 [2001:db8::1]:443" },
            { "IpvsServiceCompleter", "Get-IpvsService THERE ", "10.90.0.1:81" },
            { "IpvsServiceCompleter", "Get-IpvsService HERE -Protocol Udp -VirtualAddress ", "10.9.0.53:53" },
            { "IpvsServiceCompleter", "Remove-IpvsService HERE -AddressFamily IPv6 -VirtualAddress ", "[2001:db8::1]:443" },
            { "IpvsServiceCompleter", "Get-IpvsRealServer HERE -VirtualPort 80 -VirtualAddress ", "10.9.0.1:80" },
            { "IpvsServiceCompleter", "Set-IpvsService HERE '[2001", "'[2001:db8::1]:443'" },
            { "IpvsServiceCompleter", "Add-IpvsRealServer HERE -VirtualAddress 10.9.0.5", "10.9.0.53:53" },
            { "IpvsVirtualPortCompleter", "Get-IpvsService HERE -VirtualPort ", "443 53 80" },
            { "IpvsVirtualPortCompleter", "Get-IpvsService HERE 10.9.0.53 -VirtualPort ", "53" },
            { "IpvsFirewallMarkCompleter", "Get-IpvsService HERE -FirewallMark ", "7 8" },
            { "IpvsFirewallMarkCompleter", "Get-IpvsService THERE -FirewallMark ", "9" },
            {
                "IpvsRealServerCompleter",
                "Get-IpvsRealServer HERE -RealAddress ",
                "10.1.0.1:8080 10.1.0.2:8081 10.1.0.3:53 10.1.0.4:0 [2001:db8::9]:443"
            },
            {
                "IpvsRealServerCompleter",
                "Remove-IpvsRealServer HERE -VirtualAddress 10.9.0.1:80 -RealAddress ",
                "10.1.0.1:8080 10.1.0.2:8081"
            },
            { "IpvsRealServerCompleter", "Set-IpvsRealServer HERE -VirtualAddress 10.9.0.1 -RealPort 8081 -RealAddress ", "10.1.0.2:8081" },
            { "IpvsRealServerCompleter", "Set-IpvsRealServer HERE -FirewallMark 7 -RealAddress ", "10.1.0.4:0" },
            { "IpvsRealServerCompleter", "Get-IpvsStatistic THERE -RealAddress ", "10.91.0.1:8090" },
            {
                "IpvsRealServerPortCompleter",
                "Remove-IpvsRealServer HERE -VirtualAddress 10.9.0.1:80 -RealAddress 10.1.0.2 -RealPort ",
                "8081"
            },
            { "IpvsRealServerPortCompleter", "Get-IpvsRealServer THERE -RealPort ", "8090" },
            {
                "IpvsOtherRealServerCompleter",
                "Add-IpvsRealServer HERE -VirtualAddress 10.9.0.1:80 -RealAddress ",
                "10.1.0.3:53 10.1.0.4:0 [2001:db8::9]:443"
            },
            { "IpvsOtherRealServerCompleter", "Add-IpvsRealServer THERE -VirtualAddress 10.90.0.1:81 -RealAddress ", "" },
            { "IpvsSuspendedServerCompleter", "Resume-IpvsRealServer HERE ", "10.1.0.4:0" },
            { "IpvsSuspendedServerCompleter", "Resume-IpvsRealServer HERE -Weight 5 -RealAddress ", "10.1.0.3:53 10.1.0.4:0" },
            { "IpvsSuspendedServerCompleter", "Resume-IpvsRealServer THERE ", "" },
            { "IpvsScopeCompleter", "Get-IpvsConfiguration HERE -Include ", "10.9.0.1:80 10.9.0.53:53 [2001:db8::1]:443 'FWM 7' 'FWM 8'" },
            { "IpvsScopeCompleter", "Sync-IpvsConfiguration x.json THERE -Exclude ", "10.90.0.1:81 'FWM 9'" },
            { "IpvsClientCompleter", "Get-IpvsConnection HERE -ClientAddress ", "10.9.0.53" },
            { "IpvsClientCompleter", "Get-IpvsConnection THERE -ClientAddress ", "" },
            { "IpvsConnectionStateCompleter", "Get-IpvsConnection -State EST", "ESTABLISHED" },
            { "IpvsSettingNameCompleter", "Get-IpvsSetting HERE sync_p", "sync_persist_mode sync_ports" },
            { "IpvsSettingValueCompleter", "Set-IpvsSetting HERE drop_entry ", "0 1 2 3" },
            { "IpvsSettingValueCompleter", "Set-IpvsSetting HERE conntrack ", "0 1" },
            { "IpvsSettingValueCompleter", "Set-IpvsSetting HERE amemthresh ", "" },
            { "IpvsVirtualAddressCompleter", "Get-IpvsDirectRouting THERE ", "10.90.0.77" },
            { "IpvsDirectRoutingLinkCompleter", "Disable-IpvsDirectRouting THERE -Link ", "ipvs-dr" },
            { "IpvsDirectRoutingLinkCompleter", "Disable-IpvsDirectRouting HERE -Link ", "" },
            { "NetLinkOfKindCompleter", "Get-NetLink HERE tab", "tab1 tab2 tabbr" },
            { "NetLinkOfKindCompleter", "Get-NetLink HERE -Kind bridge -Name ", "tabbr" },
            { "NetLinkNameCompleter", "Remove-NetLink THERE tab", "tab9" },
            { "NetLinkNameCompleter", "New-TunnelLink t Gre HERE -Device tab", "tab1 tab2 tabbr" },
            { "NetLinkNameCompleter", "Start-IpvsSyncDaemon Master HERE -Interface tab", "tab1 tab2 tabbr" },
            { "NetLinkNameCompleter", "Move-NetLink THERE -Name tab", "tab9" },
            { "NetLinkKindCompleter", "Get-NetLink HERE -Kind ", "bridge dummy gre gretap erspan ipip ip6gre ip6tnl sit" },
            { "NetLinkMasterCompleter", "Set-NetLink HERE tab1 -Master ", "tabbr" },
            { "NetLinkMasterCompleter", "Set-NetLink THERE tab9 -Master ", "" },
            { "NetLinkAddressCompleter", "Get-NetLinkAddress HERE tab1 ", "10.2.0.1/24 2001:db8:2::1/64" },
            { "NetLinkAddressCompleter", "Remove-NetLinkAddress THERE tab9 10", "10.99.0.1/24" },
            { "NetHostAddressCompleter", "New-IpvsService HERE 10.", "10.1.0.3 10.2.0.1 10.3.0.1" },
            { "NetHostAddressCompleter", "Add-NetLinkRoute 10.6.0.0/16 THERE -Source 10", "10.90.0.77 10.99.0.1" },
            { "NetLinkRouteDestinationCompleter", "Get-NetLinkRoute HERE ", "10.2.0.0/24 10.3.0.0/24 10.8.0.0/16 2001:db8:2::/64 default" },
            { "NetLinkRouteDestinationCompleter", "Remove-NetLinkRoute HERE -LinkName tab2 -Destination 1", "10.3.0.0/24 10.8.0.0/16" },
            { "NetLinkRouteDestinationCompleter", "Remove-NetLinkRoute HERE -Table 700 -Destination ", "10.7.0.0/16" },
            { "NetLinkRouteGatewayCompleter", "Get-NetLinkRoute HERE | Remove-NetLinkRoute HERE -Gateway ", "10.2.0.254 10.3.0.254" },
            { "NetLinkRouteGatewayCompleter", "Remove-NetLinkRoute default HERE -Gateway ", "10.2.0.254" },
            { "NetLinkRouteMetricCompleter", "Remove-NetLinkRoute 10.8.0.0/16 HERE -Metric ", "7" },
            { "NetLinkRouteTableCompleter", "Get-NetLinkRoute HERE -Table ", "700 local main" },
            { "NetLinkRouteTosCompleter", "Remove-NetLinkRoute 10.97.0.0/16 THERE -Tos ", "0 16" },
            { "NetLinkRouteSourcePrefixCompleter", "Remove-NetLinkRoute 2001:db8:97::/48 THERE -SourcePrefix ", "2001:db8:98::/48" },
            { "NetLinkRouteNextHopIdCompleter", "Remove-NetLinkRoute THERE -Destination 10.98.0.0/16 -NextHopId ", "7" },
            { "NetLinkNeighborCompleter", "Find-NetLinkRoute THERE ", "10.99.0.9 2001:db8:99::9" },
            { "NetLinkNeighborCompleter", "Get-NetLinkNeighbor THERE -IPAddress 2", "2001:db8:99::9" },
            { "NetLinkNeighborCompleter", "Find-NetLinkRoute HERE ", "" },
            { "NetNamespaceCompleter", "Enter-NetNamespace tab-", "tab-here tab-there" },
            { "NetNamespaceCompleter", "New-VethLink v -PeerNetNamespace tab-t", "tab-there" },
            { "NetNamespaceProcessCompleter", "Register-NetNamespace -ProcessId PROCESS", "PROCESS" },
            { "ContainerIdCompleter", "Register-NetNamespace -ContainerId 5", CompletionStage.Container },
            { "HealthCheckKindCompleter", "Watch-IpvsHealth HERE 10.9.0.1:80 -Check T", "Tcp Tls" },
            { "HealthCheckKindCompleter", "Test-IpvsRealServer HERE -Check H", "Http Https" },
            { "HttpMethodCompleter", "New-IpvsHealthCheck Http -Method ", "GET HEAD OPTIONS POST" },
            { "IpvsRuleCompleter", "Debug-IpvsService HERE -Id Y", "Y401 Y402 Y403 Y404 Y405 Y406 Y407 Y408 Y409" },
            { "IpvsRuleCompleter", "Repair-IpvsService D00", "D001 D002 D003 D004 D005 D007 D008 D009" },
            { "IpvsMetricPortCompleter", "Stop-IpvsMetricServer ", CompletionStage.MetricPort },
            { "KubernetesContextCompleter", "Watch-IpvsKubernetesService KUBECONFIG -Context ", "lab production" },
            { "KubernetesContextCompleter", "Sync-IpvsKubernetesService -Kubeconfig KUBECONFIG -Context l", "lab" },
            { "NativeProgramCompleter", "Invoke-NetNamespace tab-here -FilePath ipvsadm-s", "ipvsadm-save" },
        };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Tab_offers_what_is_there(string completer, string line, string expected)
    {
        Assert.Contains(completer, Completers().Select(type => type.Name));
        Assert.Equal(
            Fill(expected).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            Unspaced(Complete(Fill(line)).Select(match => match.CompletionText)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_completer_has_a_line() =>
        Assert.Empty(Completers().Select(type => type.Name).Except(Lines.Select(line => line.Data.Item1)));

    [Theory]
    [InlineData("New-IpvsService -Scheduler sed", "sed: shortest expected delay")]
    [InlineData("New-IpvsService -Scheduler sh -SchedulerFlag sh-p", "sh-port: the client's port counts too, not the address alone")]
    [InlineData("Get-IpvsService HERE -FirewallMark 7", "FWM 7 rr")]
    [InlineData("Get-IpvsService HERE 10.9.0.1:", "TCP 10.9.0.1:80 rr")]
    [InlineData("Get-IpvsRealServer HERE -RealAddress 10.1.0.1:", "10.1.0.1:8080 of TCP 10.9.0.1:80 rr")]
    [InlineData("Get-IpvsService HERE -VirtualPort 80", "80: 1 service")]
    [InlineData("Get-IpvsRealServer HERE -RealPort 8080", "8080: 1 real server")]
    [InlineData("Get-IpvsConnection HERE -ClientAddress ", "10.9.0.53: 1 connection")]
    [InlineData("Get-NetLink HERE tabb", "tabbr: bridge, Down")]
    [InlineData("Get-NetLinkAddress HERE tab1 10", "10.2.0.1/24 on tab1")]
    [InlineData("Get-NetLinkRoute HERE 10.8", "10.8.0.0/16 via 10.3.0.254 dev tab2 metric 7")]
    [InlineData("Get-IpvsSetting HERE conntra", "conntrack: ")]
    [InlineData("Debug-IpvsService -Id D001", "D001 IpForwardOff: error")]
    [InlineData("Stop-IpvsMetricServer 94", "http://127.0.0.1:94")]
    public void The_tooltip_says_what_it_is(string line, string start) =>
        Assert.StartsWith(start, Assert.Single(Complete(Fill(line))).ToolTip, StringComparison.Ordinal);

    [Fact]
    public void The_namespace_that_is_entered_is_where_Tab_looks()
    {
        lab.Works("Enter-NetNamespace tab-there");
        try
        {
            Assert.Equal("10.90.0.1:81", Assert.Single(Complete("Get-IpvsService ")).CompletionText);
            Assert.Equal("tab9", Assert.Single(Complete("Get-NetLink tab")).CompletionText);
            Assert.Equal(["10.90.0.1", "10.90.0.77"], Complete("Get-IpvsDirectRouting ").Select(match => match.CompletionText));
            Assert.Equal("tab1", Assert.Single(Complete("Get-NetLink -NetNamespace tab-here tab1")).CompletionText);
        }
        finally
        {
            lab.Works("Exit-NetNamespace");
        }
    }

    [Fact]
    public void Nonsense_offers_nothing_and_says_nothing()
    {
        string[] before =
        [
            "-NetNamespace no-such-namespace",
            "-NetNamespace ../../etc/passwd",
            "-NetNamespace 4194303",
            "-NetNamespace /etc/passwd",
            "-NetNamespace $null",
            "-NetNamespace tab-here -VirtualAddress nonsense:::",
            "-NetNamespace tab-here -VirtualPort 99999999999",
            "-NetNamespace tab-here -Protocol Carrier -FirewallMark -1",
            "-NetNamespace tab-here -Table nosuch -Destination 10.0.0.0/99",
            "-NetNamespace tab-here -Name ../x -Kind '['",
            "-Scheduler no-such -VirtualAddress (throw 'x')",
        ];
        string[] words = ["", "[", "'", "\"", "`", "*", "[a-", "$(", "\\", "💥", new string('x', 5000)];
        IEnumerable<string> lines =
            from command in (string[])
                [
                    "Get-IpvsService -AddressFamily",
                    "Get-IpvsRealServer -RealAddress",
                    "Get-IpvsConnection -ClientAddress",
                    "Set-IpvsSetting -Value",
                    "Get-NetLink -Name",
                    "Remove-NetLinkRoute -Gateway",
                    "Disable-IpvsDirectRouting -Link",
                ]
            let parts = command.Split(' ')
            from typed in before
            select $"{parts[0]} {typed} {parts[1]} ";

        lab.Works("$Error.Clear()");
        Assert.All(lines, line => Complete(line));
        Assert.All(words, word => Complete($"Get-IpvsService -NetNamespace tab-here {word}"));
        Assert.DoesNotContain(lab.Works("$Error").Output, error => error.ToString().Contains("IpvsPS", StringComparison.Ordinal));
        Assert.All(
            lines.Where(line =>
                line.Contains("no-such-namespace", StringComparison.Ordinal)
                && !line.Contains("Family", StringComparison.Ordinal)
                && !line.Contains("-Value", StringComparison.Ordinal)
            ),
            line => Assert.Empty(Complete(line))
        );
    }

    /// <summary>PowerShell itself hides what a completer throws, at the price of a slow prompt, so they are called directly too.</summary>
    [Fact]
    public void No_completer_throws_whatever_it_is_given()
    {
        string?[] words = [null, "", "[", "]", "'", "\"", "'[", "`", "*", "?", "\0", "💥", "\ud800", new string('[', 3000)];
        object?[] values =
        [
            null,
            7,
            "nonsense",
            "..",
            new object(),
            new object[] { null!, "x" },
            new Hashtable(),
            DBNull.Value,
            new string('x', 100_000),
        ];
        string[] names =
        [
            "NetNamespace",
            "VirtualAddress",
            "VirtualPort",
            "Protocol",
            "FirewallMark",
            "AddressFamily",
            "Address",
            "Port",
            "LinkName",
            "Table",
            "Destination",
            "Type",
            "Kind",
            "Name",
            "Scheduler",
        ];
        foreach (Type type in Completers())
        {
            var completer = (IArgumentCompleter)Activator.CreateInstance(type)!;
            Assert.All(words, word => Assert.NotNull(completer.CompleteArgument("x", "Y", word!, null!, new Hashtable())));
            Assert.All(
                values,
                value => Assert.NotNull(completer.CompleteArgument("x", "Y", "q", null!, names.ToDictionary(name => name, _ => value)))
            );
            Assert.NotNull(completer.CompleteArgument(null!, null!, null!, null!, null!));
        }
    }

    private IEnumerable<Type> Completers() =>
        lab.Works("(Get-Command Get-IpvsService).ImplementingType.Assembly")
            .Of<Assembly>()
            .Single()
            .GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IArgumentCompleter)) && !type.IsAbstract);

    /// <summary>A quoted word may hold a netns, which parts the expected words.</summary>
    private static IEnumerable<string> Unspaced(IEnumerable<string> words) => words.SelectMany(word => word.Split(' '));

    private string Fill(string text) =>
        text.Replace("THERE", "-NetNamespace tab-there", StringComparison.Ordinal)
            .Replace("HERE", "-NetNamespace tab-here", StringComparison.Ordinal)
            .Replace("PROCESS", stage.Process, StringComparison.Ordinal)
            .Replace(
                "KUBECONFIG",
                IpvsPS.Testing.Repository.File("tests/IpvsPS.KernelTests/Completion/kubeconfig.yaml"),
                StringComparison.Ordinal
            );

    private IEnumerable<CompletionResult> Complete(string line)
    {
        lab.SetVariable("line", line);
        return lab.Works("(TabExpansion2 $line $line.Length).CompletionMatches").Of<CompletionResult>();
    }
}
