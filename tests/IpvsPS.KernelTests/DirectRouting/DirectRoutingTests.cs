using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.DirectRouting;

/// <summary>Setting a namespace up as a real server, looking at it and taking it back.</summary>
public sealed partial class DirectRoutingTests(LabSession lab, DirectRoutingStage stage) : IClassFixture<DirectRoutingStage>, IDisposable
{
    private const string Address = DirectRoutingStage.VirtualAddress;

    private readonly string _before = stage.PodState();

    /// <summary>Every test ends with the pod as it was before.</summary>
    public void Dispose()
    {
        Run("Disable-IpvsDirectRouting");
        Assert.Equal(_before, stage.PodState());
    }

    [Fact]
    public void What_is_missing_is_shown_item_by_item()
    {
        Assert.Equal(
            ["VirtualAddress: absent, not on a dummy or tunnel link", "ArpIgnore lan: 0, not 1 or 2", "ArpAnnounce lan: 0, not 2"],
            Missing(Address)
        );
        Assert.Equal(["VirtualAddress: absent, not on a dummy or tunnel link"], Missing("fd00:77::200"));
        Assert.Equal(
            [
                "VirtualAddress: absent, not on a dummy or tunnel link",
                "Tunnel: absent, not a link of kind gre or ip6gre, up, from any sender",
                "ArpIgnore lan: 0, not 1 or 2",
                "ArpAnnounce lan: 0, not 2",
            ],
            Missing($"{Address} -ForwardingMethod Tunnel -TunnelType Gre")
        );
        Assert.Equal(["VirtualAddress lan: on lan, not on a dummy or tunnel link"], Missing("fd00:77::11"));
        Assert.Empty(Run("Get-IpvsDirectRouting").Output);
    }

    [Fact]
    public void Enable_does_all_of_it_and_once_is_enough()
    {
        Assert.Empty(Run($"Enable-IpvsDirectRouting {Address}, fd00:77::200/128").Output);
        string enabled = stage.PodState();
        Assert.Matches($@"ipvs-dr    inet {Address}/32 scope global", enabled);
        Assert.Matches(@"ipvs-dr    inet6 fd00:77::200/128 scope global nodad", enabled);
        Assert.Equal(("1", "2"), (stage.PodSysctl("lan.arp_ignore"), stage.PodSysctl("lan.arp_announce")));
        dynamic[] items = [.. Run("Get-IpvsDirectRouting").Output.Cast<dynamic>()];
        Assert.Equal(6, items.Length);
        Assert.All(items, item => Assert.True((bool)item.IsMet, (string)item.ToString()));
        Assert.All(items, item => Assert.Equal(stage.Pod.Name, (string)item.NetNamespace));

        Assert.Equal(4, Run($"Enable-IpvsDirectRouting {Address} -PassThru").Output.Count);
        Run("Get-IpvsDirectRouting | Enable-IpvsDirectRouting");
        Assert.Equal(enabled, stage.PodState());
    }

    [Fact]
    public void WhatIf_lists_each_step_and_does_none()
    {
        Assert.Equal(
            [
                "Create dummy link, up -> ipvs-dr",
                "Set net.ipv4.conf.lan.arp_ignore to 1 (from 0, kept in the alias of ipvs-dr) -> lan",
                "Set net.ipv4.conf.lan.arp_announce to 2 (from 0, kept in the alias of ipvs-dr) -> lan",
                $"Add address {Address}/32 -> ipvs-dr",
            ],
            WhatIf($"Enable-IpvsDirectRouting {Address}")
        );
        Assert.Equal(_before, stage.PodState());

        stage.Pod.Native("sysctl -qw net.ipv4.conf.default.rp_filter=1");
        Assert.Equal(
            [
                "Create ipip link, up, from 10.77.0.11 -> vip",
                "Set net.ipv4.conf.vip.rp_filter to 0 (from 1) -> vip",
                $"Add address {Address}/32 -> vip",
            ],
            WhatIf($"Enable-IpvsDirectRouting {Address} -ForwardingMethod Tunnel -Link vip")
                .Where(step => step.EndsWith("vip", StringComparison.Ordinal))
        );
        stage.Pod.Native("sysctl -qw net.ipv4.conf.default.rp_filter=0");

        Run($"Enable-IpvsDirectRouting {Address}");
        string enabled = stage.PodState();
        Assert.Equal(
            [
                $"Remove address {Address}/32 -> ipvs-dr",
                "Set net.ipv4.conf.lan.arp_announce back to 0 (from 2) -> lan",
                "Set net.ipv4.conf.lan.arp_ignore back to 0 (from 1) -> lan",
                "Remove dummy link -> ipvs-dr",
            ],
            WhatIf("Disable-IpvsDirectRouting")
        );
        Assert.Equal(enabled, stage.PodState());
    }

    [Fact]
    public void Another_process_can_take_it_back()
    {
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_announce=1");
        string before = stage.PodState();
        Run($"Enable-IpvsDirectRouting {Address}; Enable-IpvsDirectRouting 10.77.0.201 -ForwardingMethod Tunnel");
        Assert.Contains("alias IpvsPS direct routing, before: lan:i0 lan:a1", stage.Pod.Native("ip link show ipvs-dr"));
        LabSession.Native($"{LabSession.PwshCommand} '{AppContext.BaseDirectory}DirectRouting/disable.ps1' {stage.Pod}");
        Assert.Equal(before, stage.PodState());
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_announce=0");
    }

    [Fact]
    public void Addresses_go_one_by_one_and_the_last_one_takes_the_rest_along()
    {
        Run(
            $"Enable-IpvsDirectRouting {Address}, 10.77.0.201; Enable-IpvsDirectRouting 10.77.0.202 -ForwardingMethod Tunnel "
                + "-TunnelType Gre"
        );
        Run($"Disable-IpvsDirectRouting {Address}");
        Assert.Equal(["10.77.0.201 DirectRoute", "10.77.0.202 Tunnel Gre"], Addresses());

        // The link that goes leaves what it remembers to the one that stays.
        Run("Get-IpvsDirectRouting 10.77.0.201 | Where-Object Requirement -eq Link | Disable-IpvsDirectRouting");
        Assert.Equal(["10.77.0.202 Tunnel Gre"], Addresses());
        Assert.Equal("1", stage.PodSysctl("lan.arp_ignore"));
        Assert.Contains("before: lan:i0 lan:a0", stage.Pod.Native("ip link show ipvs-gre"));

        Run("Disable-IpvsDirectRouting -Link ipvs-gre");
        Assert.Equal(_before, stage.PodState());
    }

    [Fact]
    public void What_somebody_has_changed_meanwhile_stays()
    {
        Run($"Enable-IpvsDirectRouting {Address}");
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_ignore=8");
        string warning = Assert.Single(Run("Disable-IpvsDirectRouting").Warnings);
        Assert.Contains("net.ipv4.conf.lan.arp_ignore in namespace", warning);
        Assert.Contains("stays 8", warning);
        Assert.Equal(("8", "0"), (stage.PodSysctl("lan.arp_ignore"), stage.PodSysctl("lan.arp_announce")));
        stage.Pod.Native("sysctl -qw net.ipv4.conf.lan.arp_ignore=0");
    }

    [Fact]
    public void An_address_that_is_there_stays_where_it_is()
    {
        Run($"New-DummyLink dummy1 | Add-NetLinkAddress -Address {Address}; Enable-IpvsDirectRouting {Address}");
        Assert.All(
            Run($"Get-IpvsDirectRouting {Address}").Output.Cast<dynamic>(),
            item => Assert.True((bool)item.IsMet, (string)item.ToString())
        );
        Assert.Equal([$"{Address} DirectRoute"], Addresses());
        Run("Set-NetLink dummy1 -Down");
        Fails(
            $"Enable-IpvsDirectRouting {Address}",
            "IpvsVirtualAddressLinkDown",
            ErrorCategory.ResourceUnavailable,
            "Set-NetLink dummy1 -Up"
        );
        Run("Disable-IpvsDirectRouting; Remove-NetLink dummy1");
    }

    [Fact]
    public void A_link_that_was_set_down_is_set_up_again()
    {
        Run($"Enable-IpvsDirectRouting {Address}; Set-NetLink ipvs-dr -Down");
        Assert.Equal(["Link ipvs-dr: Down, not Up"], Missing(Address));
        Run($"Enable-IpvsDirectRouting {Address}");
        Assert.Empty(Missing(Address));
    }

    [Fact]
    public void The_links_can_be_named_or_all_taken_at_once()
    {
        stage.Pod.Native("ip link add side type bridge");
        Run($"Enable-IpvsDirectRouting {Address} -Interface lan");
        Assert.Equal(["ArpIgnore side: 0, not 1 or 2", "ArpAnnounce side: 0, not 2"], Missing(Address));
        Assert.Empty(Missing($"{Address} -Interface lan"));
        Run("Disable-IpvsDirectRouting");

        Run($"Enable-IpvsDirectRouting {Address} -Interface all");
        Assert.Equal(("1", "0"), (stage.PodSysctl("all.arp_ignore"), stage.PodSysctl("lan.arp_ignore")));
        Assert.Empty(Missing(Address));
        Run("Disable-IpvsDirectRouting; Remove-NetLink side");
    }

    [Fact]
    public void Services_and_real_servers_say_what_to_set_up()
    {
        lab.Works(
            $"""
            New-IpvsService {Address}:80 -NetNamespace {stage.Director} | Add-IpvsRealServer 10.77.0.11
            New-IpvsService 10.77.0.201:80 -NetNamespace {stage.Director} |
                Add-IpvsRealServer 10.77.0.11 -ForwardingMethod Tunnel -TunnelType Gre
            Get-IpvsService {Address}:80 -NetNamespace {stage.Director} | Enable-IpvsDirectRouting -NetNamespace {stage.Pod}
            Get-IpvsRealServer -NetNamespace {stage.Director} | Enable-IpvsDirectRouting -NetNamespace {stage.Pod}
            """
        );
        Assert.Equal([$"{Address} DirectRoute", "10.77.0.201 Tunnel Gre"], Addresses());
        Assert.Contains("link/gre 10.77.0.11 brd 0.0.0.0", stage.Pod.Native("ip link show ipvs-gre"));
        Assert.Equal(
            [Address, "10.77.0.201"],
            lab.Works(
                    $"Enter-NetNamespace {stage.Director}; "
                        + "(TabExpansion2 'Enable-IpvsDirectRouting ' 25).CompletionMatches.CompletionText; Exit-NetNamespace"
                )
                .Of<string>()
        );
        lab.Works($"Clear-IpvsService -NetNamespace {stage.Director} -Confirm:$false");
        string typed = $"Disable-IpvsDirectRouting -NetNamespace {stage.Pod} -Link ";
        Assert.Equal(
            ["ipvs-dr", "ipvs-gre"],
            lab.Works($"(TabExpansion2 '{typed}' {typed.Length}).CompletionMatches.CompletionText").Of<string>()
        );
    }

    [Fact]
    public void The_table_is_by_address()
    {
        string shown = lab.Render($"Get-IpvsDirectRouting {Address} -NetNamespace {stage.Pod}");
        Assert.Matches($@"VirtualAddress: {Address} DirectRoute in namespace {stage.Pod}\n", shown);
        Assert.Matches(@"Requirement +IsMet +Link +Current +Required\n", shown);
        Assert.Matches(@"ArpIgnore +False +lan +0 +1 or 2\n", shown);
    }

    private EngineResult Run(string script) => lab.Works(InPod(script));

    /// <summary>In a scope of its own, so that the tests of other cmdlets keep their defaults.</summary>
    private string InPod(string script) =>
        "& { $PSDefaultParameterValues = @{ '*-IpvsDirectRouting:NetNamespace' = '"
        + stage.Pod
        + "'; '*-*Link*:NetNamespace' = '"
        + stage.Pod
        + "' }\n"
        + script
        + "\n}";

    private IEnumerable<string> Missing(string arguments) =>
        Run($"Get-IpvsDirectRouting {arguments}")
            .Output.Cast<dynamic>()
            .Where(item => !(bool)item.IsMet)
            .Select(item =>
                (string)$"{item.Requirement}{(item.Link is null ? string.Empty : " " + item.Link)}: {item.Current}, not {item.Required}"
            );

    private IEnumerable<string> Addresses() =>
        Run("Get-IpvsDirectRouting")
            .Output.Cast<dynamic>()
            .Select(item => ((string)$"{item.VirtualAddress} {item.ForwardingMethod} {item.TunnelType}").TrimEnd())
            .Distinct()
            .Order(StringComparer.Ordinal);

    /// <summary>The steps that -WhatIf lists, each with the link that it is about.</summary>
    private IEnumerable<string> WhatIf(string script) =>
        lab.Render(InPod($"{script} -WhatIf"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('"'))
            .Select(parts => $"{parts[1]} -> {parts[3].Replace($" in namespace {stage.Pod}", string.Empty, StringComparison.Ordinal)}");
}
