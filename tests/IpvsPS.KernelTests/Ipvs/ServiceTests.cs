namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Services: what the cmdlets make, ipvsadm shows; what ipvsadm makes, the cmdlets show.</summary>
public sealed class ServiceTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private readonly ScratchNamespace _ns = namespaces.Ours;
    private readonly ScratchNamespace _theirs = namespaces.Theirs;

    public void Dispose() => namespaces.Clear(lab);

    [Theory]
    [InlineData("10.0.0.185:80", "-A -t 10.0.0.185:80 -s wlc")]
    [InlineData("10.0.0.185 -VirtualPort 80 -Protocol Udp -Scheduler rr", "-A -u 10.0.0.185:80 -s rr")]
    [InlineData("10.0.0.185:53 -Protocol Udp -OnePacket", "-A -u 10.0.0.185:53 -s wlc -o")]
    [InlineData("10.0.0.185:99 -Protocol Sctp", "-A --sctp-service 10.0.0.185:99 -s wlc")]
    [InlineData("[2001:db8::1]:443", "-A -t [2001:db8::1]:443 -s wlc")]
    [InlineData(
        "2001:db8::1 -VirtualPort 443 -PersistenceTimeout 60 -PersistencePrefixLength 64",
        "-A -t [2001:db8::1]:443 -s wlc -p 60 -M 64"
    )]
    [InlineData("10.0.0.185 -PersistenceTimeout 00:05:00", "-A -t 10.0.0.185:0 -s wlc -p 300")]
    [InlineData("10.0.0.185:80 -PersistenceTimeout 360 -PersistencePrefixLength 24", "-A -t 10.0.0.185:80 -s wlc -p 360 -M 255.255.255.0")]
    [InlineData("10.0.0.185:80 -Scheduler sh -SchedulerFlag sh-port, sh-fallback", "-A -t 10.0.0.185:80 -s sh -b sh-fallback,sh-port")]
    [InlineData("10.0.0.185:80 -Scheduler mh -SchedulerFlag mh-port", "-A -t 10.0.0.185:80 -s mh -b mh-port")]
    [InlineData("10.0.0.185:80 -Scheduler rr -SchedulerFlag flag-3", "-A -t 10.0.0.185:80 -s rr -b flag-3")]
    [InlineData(
        "10.0.0.185:5060 -Protocol Udp -PersistenceTimeout 60 -PersistenceEngine sip",
        "-A -u 10.0.0.185:5060 -s wlc -p 60 --pe sip"
    )]
    [InlineData("-FirewallMark 5 -Scheduler rr", "-A -f 5 -s rr")]
    [InlineData("-FirewallMark 5 -AddressFamily IPv6", "-A -f 5 -6 -s wlc")]
    public void New_makes_what_ipvsadm_would(string arguments, string rule)
    {
        _theirs.Native($"ipvsadm {rule}");
        Objects.IpvsService made = Assert.Single(lab.Works($"New-IpvsService {arguments} -NetNamespace {_ns}").Of<Objects.IpvsService>());
        Assert.Equal(_theirs.Saved(), _ns.Saved());
        Assert.Equal(_theirs.Native("ipvsadm -Ln"), _ns.Native("ipvsadm -Ln"));

        Objects.IpvsService read = Assert.Single(lab.Works($"Get-IpvsService -NetNamespace {_theirs}").Of<Objects.IpvsService>());
        Assert.Equal(Facts(made), Facts(read));
        Assert.Equal(_theirs.Name, read.NetNamespace);
    }

    [Fact]
    public void Get_lists_in_the_order_of_ipvsadm()
    {
        lab.Works(
            $"New-IpvsService 10.0.0.9:80, 10.0.0.10:80, [2001:db8::1]:80, 10.0.0.9:8080 -NetNamespace {_ns}; "
                + $"New-IpvsService 10.0.0.9:53 -Protocol Udp -NetNamespace {_ns}; New-IpvsService -FirewallMark 3 -NetNamespace {_ns}"
        );
        string[] theirs =
        [
            .. _ns.Native("ipvsadm -Ln")
                .Split('\n')
                .Skip(3)
                .Where(l => l.Length > 0)
                .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
        ];
        Assert.Equal(theirs, lab.Works($"Get-IpvsService -NetNamespace {_ns}").Of<Objects.IpvsService>().Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.1", "TCP 10.0.0.1:80|TCP 10.0.0.1:443|UDP 10.0.0.1:53")]
    [InlineData("10.0.0.1:80", "TCP 10.0.0.1:80")]
    [InlineData("10.0.0.1 -VirtualPort 443", "TCP 10.0.0.1:443")]
    [InlineData("10.0.0.1 -Protocol Udp", "UDP 10.0.0.1:53")]
    [InlineData("-Protocol Udp", "UDP 10.0.0.1:53")]
    [InlineData("10.0.0.*", "TCP 10.0.0.1:80|TCP 10.0.0.1:443|TCP 10.0.0.2:80|UDP 10.0.0.1:53")]
    [InlineData("*:80", "TCP 10.0.0.1:80|TCP 10.0.0.2:80|TCP [2001:db8::1]:80")]
    [InlineData("[2001*:80", "TCP [2001:db8::1]:80")]
    [InlineData("192.*", "")]
    [InlineData("-FirewallMark 7", "FWM 7|FWM 7 IPv6")]
    [InlineData("-FirewallMark 7 -AddressFamily IPv6", "FWM 7 IPv6")]
    [InlineData("-AddressFamily IPv6", "FWM 7 IPv6|TCP [2001:db8::1]:80")]
    [InlineData("10.0.0.2:80, 10.0.0.1:80", "TCP 10.0.0.1:80|TCP 10.0.0.2:80")]
    public void Get_finds_what_is_asked_for(string arguments, string expected)
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80 && ipvsadm -A -t 10.0.0.1:443 && ipvsadm -A -u 10.0.0.1:53 && ipvsadm -A -t "
                + "10.0.0.2:80 && ipvsadm -A -t [2001:db8::1]:80 && ipvsadm -A -f 7 && ipvsadm -A -f 7 -6'"
        );
        IEnumerable<string> found = lab.Works($"Get-IpvsService {arguments} -NetNamespace {_ns}")
            .Of<Objects.IpvsService>()
            .Select(s => s.ToString()[..^4]);
        Assert.Equal(
            expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            found.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Remove_takes_typed_and_piped_services()
    {
        lab.Works(
            $"New-IpvsService 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 -NetNamespace {_ns}; "
                + $"New-IpvsService -FirewallMark 4 -NetNamespace {_ns}"
        );
        lab.Works($"Remove-IpvsService 10.0.0.1:80 -NetNamespace {_ns}");
        Assert.Equal(3, _ns.Saved().Length);
        lab.Works($"Get-IpvsService -NetNamespace {_ns} | Remove-IpvsService");
        Assert.Empty(_ns.Saved());
    }

    [Fact]
    public void Services_bind_from_any_object_with_the_right_properties()
    {
        lab.Works(
            $"[pscustomobject]@{{ VirtualAddress = '10.0.0.1'; VirtualPort = '80'; Protocol = 'udp'; Scheduler = 'rr'; "
                + $"NetNamespace = '{_ns}' }} | New-IpvsService"
        );
        lab.Works(
            $"[pscustomobject]@{{ VirtualAddress = '10.0.0.2:80'; PersistenceTimeout = '60' }} | New-IpvsService -NetNamespace {_ns}"
        );
        lab.Works(
            $"[IpvsPS.Objects.IpvsService]@{{ VirtualAddress = '10.0.0.3'; VirtualPort = 80 }} | New-IpvsService -NetNamespace {_ns}"
        );
        Assert.Equal(["-A -t 10.0.0.2:80 -s wlc -p 60", "-A -t 10.0.0.3:80 -s wlc", "-A -u 10.0.0.1:80 -s rr"], _ns.Saved());
    }

    [Fact]
    public void A_whole_table_can_be_piped_to_another_namespace()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80 -s sh -b sh-port -p 60 -M 255.255.0.0; ipvsadm -A -f 7 -6 -s rr; "
                + "ipvsadm -A -u 10.0.0.1:53 -o; ipvsadm -a -u 10.0.0.1:53 -r 10.1.0.1:5353 -m -w 7 -x 9 -y 8; "
                + "ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -i --tun-type gue --tun-port 6080 --tun-csum; "
                + "ipvsadm -a -f 7 -6 -r [2001:db8::9]:0 -g'"
        );
        lab.Works(
            $"Get-IpvsService -NetNamespace {_ns} | New-IpvsService -NetNamespace {_theirs}; "
                + $"Get-IpvsRealServer -NetNamespace {_ns} | Add-IpvsRealServer -NetNamespace {_theirs}"
        );
        Assert.Equal(6, _ns.Saved().Length);
        Assert.Equal(_ns.Saved(), _theirs.Saved());
        Assert.Equal(_ns.Native("ipvsadm -Ln --thresholds"), _theirs.Native("ipvsadm -Ln --thresholds"));
    }

    [Fact]
    public void Set_changes_only_what_is_named()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.1:80 -s sh -b sh-port -p 60 -M 255.255.0.0");
        lab.Works($"Set-IpvsService 10.0.0.1:80 -PersistenceTimeout 120 -NetNamespace {_ns}");
        Assert.Equal(["-A -t 10.0.0.1:80 -s sh -p 120 -M 255.255.0.0 -b sh-port"], _ns.Saved());
        lab.Works($"Set-IpvsService 10.0.0.1:80 -Scheduler rr -NetNamespace {_ns}");
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr -p 120 -M 255.255.0.0"], _ns.Saved());
        lab.Works($"Set-IpvsService 10.0.0.1:80 -PersistenceTimeout 0 -NetNamespace {_ns}");
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr"], _ns.Saved());
        Objects.IpvsService changed = Assert.Single(
            lab.Works($"Set-IpvsService 10.0.0.1:80 -Scheduler sh -SchedulerFlag sh-fallback -NetNamespace {_ns} -PassThru")
                .Of<Objects.IpvsService>()
        );
        Assert.Equal("TCP 10.0.0.1:80 sh (sh-fallback)", changed.ToString());
        lab.Works(
            $"$s = Get-IpvsService 10.0.0.1:80 -NetNamespace {_ns}; $s.Scheduler = 'wrr'; $s.SchedulerFlag = @(); $s | Set-IpvsService"
        );
        Assert.Equal(["-A -t 10.0.0.1:80 -s wrr"], _ns.Saved());
    }

    [Fact]
    public void What_is_typed_takes_along_what_depends_on_it()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.1:80 -s sh -b sh-port -p 60 -M 255.255.0.0");
        lab.Works($"Get-IpvsService -NetNamespace {_ns} | Set-IpvsService -PersistenceTimeout 0");
        Assert.Equal(["-A -t 10.0.0.1:80 -s sh -b sh-port"], _ns.Saved());
        lab.Works($"Get-IpvsService -NetNamespace {_ns} | Set-IpvsService -Scheduler rr");
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr"], _ns.Saved());
    }

    [Fact]
    public void Set_that_changes_nothing_sends_nothing()
    {
        lab.Works($"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns}");
        string said = string.Join('\n', lab.Works($"Set-IpvsService 10.0.0.1:80 -Scheduler wlc -NetNamespace {_ns} -Verbose 4>&1").Output);
        Assert.Contains("is so already", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Performing", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Clear_removes_everything_there_and_nothing_elsewhere()
    {
        lab.Works($"New-IpvsService 10.0.0.1:80, 10.0.0.2:80 -NetNamespace {_ns}; New-IpvsService 10.0.0.1:80 -NetNamespace {_theirs}");
        lab.Works($"Clear-IpvsService -NetNamespace {_ns} -Confirm:$false");
        Assert.Empty(_ns.Saved());
        Assert.Single(_theirs.Saved());
    }

    [Fact]
    public void Clear_takes_nothing_from_the_pipeline()
    {
        lab.Works($"New-IpvsService 10.0.0.1:80, 10.0.0.2:80 -NetNamespace {_ns}");
        Assert.NotEmpty(lab.Run($"Get-IpvsService 10.0.0.1:80 -NetNamespace {_ns} | Clear-IpvsService -Confirm:$false").Errors);
        Assert.Equal(2, _ns.Saved().Length);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.1:80");
        string[] before = _ns.Saved();
        Assert.Empty(lab.Works($"New-IpvsService 10.0.0.2:80 -NetNamespace {_ns} -WhatIf").Output);
        lab.Works($"Set-IpvsService 10.0.0.1:80 -Scheduler rr -NetNamespace {_ns} -WhatIf");
        lab.Works($"Remove-IpvsService 10.0.0.1:80 -NetNamespace {_ns} -WhatIf");
        lab.Works($"Clear-IpvsService -NetNamespace {_ns} -WhatIf");
        Assert.Equal(before, _ns.Saved());
    }

    [Fact]
    public void One_failing_service_of_several_leaves_the_others()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.2:80");
        var result = lab.Run($"New-IpvsService 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 -NetNamespace {_ns}");
        Assert.Single(result.Errors);
        Assert.Equal(["TCP 10.0.0.1:80 wlc", "TCP 10.0.0.3:80 wlc"], result.Of<Objects.IpvsService>().Select(s => s.ToString()));
        Assert.Equal(3, _ns.Saved().Length);
    }

    [Fact]
    public void The_table_reads_like_ipvsadm()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.185:80; ipvsadm -A -t [2001:db8::1]:443 -s sh -b sh-port -p 300; ipvsadm -A -f 7 -s rr");
        Assert.Equal(
            $"""

               NetNamespace: {_ns}

            Prot VirtualAddress:Port Scheduler Options
            ---- ------------------- --------- -------
            TCP  10.0.0.185:80       wlc       
            TCP  [2001:db8::1]:443   sh        (sh-port) persistent 300
            FWM  7                   rr        


            """,
            lab.Render($"Get-IpvsService -NetNamespace {_ns}")
        );
    }

    private static string[] Facts(Objects.IpvsService service) =>
        [
            $"{service.VirtualAddress} {service.VirtualPort} {service.Protocol} {service.AddressFamily} {service.FirewallMark}",
            $"{service.Scheduler} {service.SchedulerFlag} {service.OnePacket}",
            $"{service.PersistenceTimeout} {service.PersistencePrefixLength} {service.PersistenceEngine}",
        ];
}
