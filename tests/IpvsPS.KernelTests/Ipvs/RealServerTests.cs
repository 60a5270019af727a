namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Real servers: what the cmdlets make, ipvsadm shows; what ipvsadm makes, the cmdlets show.</summary>
public sealed class RealServerTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private readonly ScratchNamespace _ns = namespaces.Ours;
    private readonly ScratchNamespace _theirs = namespaces.Theirs;

    public void Dispose() => namespaces.Clear(lab);

    [Theory]
    [InlineData("10.0.0.185:80", "172.17.0.3:80 -ForwardingMethod Masquerade", "-t 10.0.0.185:80", "-r 172.17.0.3:80 -m -w 1")]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3:8080 -ForwardingMethod Masquerade -Weight 0",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:8080 -m -w 0"
    )]
    [InlineData("10.0.0.185:80", "172.17.0.3", "-t 10.0.0.185:80", "-r 172.17.0.3:80 -g -w 1")]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3 -Port 80 -ForwardingMethod DirectRoute -Weight 65535",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:80 -g -w 65535"
    )]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3 -UpperThreshold 100 -LowerThreshold 50",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:80 -g -w 1 -x 100 -y 50"
    )]
    [InlineData("10.0.0.185:80", "172.17.0.3 -ForwardingMethod Tunnel", "-t 10.0.0.185:80", "-r 172.17.0.3:80 -i -w 1")]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3 -ForwardingMethod Tunnel -TunnelType Gue -TunnelPort 6080",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum"
    )]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3 -ForwardingMethod Tunnel -TunnelType Gue -TunnelPort 6080 -TunnelChecksum Remote",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum"
    )]
    [InlineData(
        "10.0.0.185:80",
        "172.17.0.3 -ForwardingMethod Tunnel -TunnelType Gre -TunnelChecksum Checksum",
        "-t 10.0.0.185:80",
        "-r 172.17.0.3:80 -i -w 1 --tun-type gre --tun-csum"
    )]
    [InlineData("10.0.0.185:80", "2001:db8::3 -ForwardingMethod Tunnel", "-t 10.0.0.185:80", "-r [2001:db8::3]:80 -i -w 1")]
    [InlineData(
        "[2001:db8::1]:80",
        "[2001:db8::3]:8080 -ForwardingMethod Masquerade",
        "-t [2001:db8::1]:80",
        "-r [2001:db8::3]:8080 -m -w 1"
    )]
    [InlineData("[2001:db8::1]:80", "2001:db8::3", "-t [2001:db8::1]:80", "-r [2001:db8::3]:80 -g -w 1")]
    public void Add_makes_what_ipvsadm_would(string service, string arguments, string theirService, string theirServer)
    {
        _theirs.Native($"ipvsadm -A {theirService} && ipvsadm -a {theirService} {theirServer}");
        Objects.IpvsRealServer made = Assert.Single(
            lab.Works($"New-IpvsService {service} -NetNamespace {_ns} | Add-IpvsRealServer {arguments} -PassThru")
                .Of<Objects.IpvsRealServer>()
        );
        Assert.Equal(_theirs.Saved(), _ns.Saved());
        Assert.Equal(_theirs.Native("ipvsadm -Ln --thresholds"), _ns.Native("ipvsadm -Ln --thresholds"));

        Objects.IpvsRealServer read = Assert.Single(lab.Works($"Get-IpvsRealServer -NetNamespace {_theirs}").Of<Objects.IpvsRealServer>());
        Assert.Equal(Facts(made), Facts(read));
        Assert.Equal(_theirs.Name, read.NetNamespace);
    }

    [Fact]
    public void A_firewall_marks_real_servers_have_port_0_unless_given()
    {
        _theirs.Native(
            "sh -c 'ipvsadm -A -f 5; ipvsadm -a -f 5 -r 172.17.0.3 -m; ipvsadm -A -f 5 -6; ipvsadm -a -f 5 -6 -r [2001:db8::3]:0 -g'"
        );
        lab.Works(
            $"New-IpvsService -FirewallMark 5 -NetNamespace {_ns} | Add-IpvsRealServer 172.17.0.3 -ForwardingMethod Masquerade; "
                + $"Add-IpvsRealServer 2001:db8::3 -FirewallMark 5 -AddressFamily IPv6 -NetNamespace {_ns} -ErrorAction "
                + "SilentlyContinue"
        );
        Assert.Equal(2, _ns.Saved().Length);
        lab.Works($"New-IpvsService -FirewallMark 5 -AddressFamily IPv6 -NetNamespace {_ns} | Add-IpvsRealServer 2001:db8::3");
        Assert.Equal(_theirs.Saved(), _ns.Saved());
    }

    [Fact]
    public void Get_lists_service_by_service_in_the_order_of_ipvsadm()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.2:80; ipvsadm -A -t 10.0.0.1:80; for i in 9 10 2; "
                + "do ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.$i -m; ipvsadm -a -t 10.0.0.2:80 -r 10.1.0.$i:8080 -m; done'"
        );
        Assert.Equal(
            [
                "TCP 10.0.0.1:80 wlc 10.1.0.2:80",
                "TCP 10.0.0.1:80 wlc 10.1.0.9:80",
                "TCP 10.0.0.1:80 wlc 10.1.0.10:80",
                "TCP 10.0.0.2:80 wlc 10.1.0.2:8080",
                "TCP 10.0.0.2:80 wlc 10.1.0.9:8080",
                "TCP 10.0.0.2:80 wlc 10.1.0.10:8080",
            ],
            lab.Works($"Get-IpvsRealServer -NetNamespace {_ns}").Of<Objects.IpvsRealServer>().Select(server => $"{server.Service} {server}")
        );
        Assert.Equal(2, lab.Works($"Get-IpvsRealServer -RealAddress 10.1.0.9 -NetNamespace {_ns}").Output.Count);
        Assert.Equal(3, lab.Works($"Get-IpvsRealServer -RealAddress * -RealPort 8080 -NetNamespace {_ns}").Output.Count);
        Assert.Equal(3, lab.Works($"Get-IpvsService 10.0.0.1 -NetNamespace {_ns} | Get-IpvsRealServer").Output.Count);
    }

    [Fact]
    public void Set_changes_only_what_is_named()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 3 -x 20 -y 10; "
                + "ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.2 -i --tun-type gue --tun-port 6080 --tun-csum'"
        );
        lab.Works($"Set-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:80 -Weight 9 -NetNamespace {_ns}");
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 9", _ns.Saved());
        Assert.Matches(@"10\.1\.0\.1:80 +20 +10", _ns.Native("ipvsadm -Ln --thresholds"));
        lab.Works($"Get-IpvsRealServer -RealAddress 10.1.0.2 -NetNamespace {_ns} | Set-IpvsRealServer -Weight 0");
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 0 --tun-type gue --tun-port 6080 --tun-csum", _ns.Saved());
        Objects.IpvsRealServer changed = Assert.Single(
            lab.Works(
                    $"Set-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod DirectRoute -NetNamespace {_ns} -PassThru"
                )
                .Of<Objects.IpvsRealServer>()
        );
        Assert.Equal((IpvsForwardingMethod.DirectRoute, 0, null), (changed.ForwardingMethod, changed.Weight, changed.TunnelType));
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 0", _ns.Saved());
    }

    [Fact]
    public void A_typed_forwarding_method_leaves_the_tunnel_behind()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.2 -i --tun-type gue --tun-port 6080 "
                + "--tun-csum; ipvsadm -A -t 10.0.0.2:80'"
        );
        lab.Works(
            $"Get-IpvsRealServer 10.0.0.1 -NetNamespace {_ns} | Add-IpvsRealServer -VirtualAddress 10.0.0.2:80 "
                + "-ForwardingMethod Tunnel -TunnelType Gre"
        );
        Assert.Contains("-a -t 10.0.0.2:80 -r 10.1.0.2:80 -i -w 1 --tun-type gre --tun-nocsum", _ns.Saved());
        lab.Works($"Get-IpvsRealServer 10.0.0.1 -NetNamespace {_ns} | Set-IpvsRealServer -ForwardingMethod DirectRoute");
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 1", _ns.Saved());
    }

    [Fact]
    public void Remove_takes_typed_and_piped_real_servers()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80; for i in 1 2 3; do ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.$i; done; "
                + "ipvsadm -a -t 10.0.0.1:80 -r [2001:db8::3]:80 -i'"
        );
        lab.Works($"Remove-IpvsRealServer 10.1.0.1, 2001:db8::3 -VirtualAddress 10.0.0.1:80 -NetNamespace {_ns}");
        Assert.Equal(3, _ns.Saved().Length);
        lab.Works($"Get-IpvsRealServer -NetNamespace {_ns} | Remove-IpvsRealServer");
        Assert.Single(_ns.Saved());
    }

    [Fact]
    public void Real_servers_bind_from_any_object_with_Address_and_Port()
    {
        lab.Works($"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns}");
        lab.Works(
            $"[pscustomobject]@{{ Address = '10.1.0.1'; Port = [long]8080 }}, [pscustomobject]@{{ Address = '10.1.0.2'; "
                + $"Port = '8081' }} | Add-IpvsRealServer -VirtualAddress 10.0.0.1:80 -ForwardingMethod Masquerade -NetNamespace {_ns}"
        );
        lab.Works(
            $"[pscustomobject]@{{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Address = '10.1.0.3'; Weight = '4'; "
                + $"NetNamespace = '{_ns}' }} | Add-IpvsRealServer"
        );
        Assert.Equal(
            [
                "-A -t 10.0.0.1:80 -s wlc",
                "-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 1",
                "-a -t 10.0.0.1:80 -r 10.1.0.2:8081 -m -w 1",
                "-a -t 10.0.0.1:80 -r 10.1.0.3:80 -g -w 4",
            ],
            _ns.Saved()
        );
    }

    [Fact]
    public void A_typed_VirtualAddress_copies_a_pool_to_another_service()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 5; ipvsadm -A -t 10.0.0.2:443; "
                + "ipvsadm -A -t 10.0.0.3:80'"
        );
        lab.Works($"Get-IpvsRealServer 10.0.0.1:80 -NetNamespace {_ns} | Add-IpvsRealServer -VirtualAddress 10.0.0.2:443, 10.0.0.3");
        Assert.Contains("-a -t 10.0.0.2:443 -r 10.1.0.1:8080 -m -w 5", _ns.Saved());
        Assert.Contains("-a -t 10.0.0.3:80 -r 10.1.0.1:8080 -m -w 5", _ns.Saved());
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1");
        string[] before = _ns.Saved();
        Assert.Empty(lab.Works($"Add-IpvsRealServer 10.1.0.2 -VirtualAddress 10.0.0.1:80 -NetNamespace {_ns} -WhatIf -PassThru").Output);
        lab.Works($"Set-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:80 -Weight 9 -NetNamespace {_ns} -WhatIf");
        lab.Works($"Remove-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:80 -NetNamespace {_ns} -WhatIf");
        Assert.Equal(before, _ns.Saved());
    }

    [Fact]
    public void The_table_is_grouped_by_service()
    {
        _ns.Native(
            "sh -c 'ipvsadm -A -t 10.0.0.185:80; ipvsadm -a -t 10.0.0.185:80 -r 172.17.0.3 -m; "
                + "ipvsadm -a -t 10.0.0.185:80 -r 172.17.0.4 -m -w 10; ipvsadm -A -u [2001:db8::1]:53 -s rr; "
                + "ipvsadm -a -u [2001:db8::1]:53 -r [2001:db8::3]:53 -g'"
        );
        Assert.Equal(
            $"""

               Service: TCP 10.0.0.185:80 wlc in {_ns}

            Address:Port  Forwarding Weight Active InAct
            ------------  ---------- ------ ------ -----
            172.17.0.3:80 Masquerade      1      0     0
            172.17.0.4:80 Masquerade     10      0     0

               Service: UDP [2001:db8::1]:53 rr in {_ns}

            Address:Port     Forwarding  Weight Active InAct
            ------------     ----------  ------ ------ -----
            [2001:db8::3]:53 DirectRoute      1      0     0


            """,
            lab.Render($"Get-IpvsRealServer -NetNamespace {_ns}")
        );
    }

    private static string[] Facts(Objects.IpvsRealServer server) =>
        [
            $"{server.VirtualAddress} {server.VirtualPort} {server.Protocol} {server.AddressFamily} {server.FirewallMark}",
            $"{server.RealAddress} {server.RealPort} {server.ForwardingMethod} {server.Weight}",
            $"{server.UpperThreshold} {server.LowerThreshold} {server.ActiveConnections} {server.InactiveConnections}",
        ];
}
