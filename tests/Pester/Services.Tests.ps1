# What a user does with services and real servers, each story in a network namespace of its own, with ipvsadm looking on.
Describe 'A service in NAT mode' {
    BeforeAll {
        New-NetNamespace story -LoopbackUp | Enter-NetNamespace
        New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.185/32
        New-IpvsService 10.0.0.185:80 | Add-IpvsRealServer 172.17.0.3:8080, 172.17.0.4:8080 -ForwardingMethod Masquerade
    }

    AfterAll {
        Exit-NetNamespace
        Remove-NetNamespace story -Confirm:$false
    }

    It 'is what ipvsadm lists' {
        ipvsadm -Sn | Should -Be @(
            '-A -t 10.0.0.185:80 -s wlc'
            '-a -t 10.0.0.185:80 -r 172.17.0.3:8080 -m -w 1'
            '-a -t 10.0.0.185:80 -r 172.17.0.4:8080 -m -w 1'
        )
    }

    It 'lists its real servers under it' {
        $shown = Get-IpvsRealServer | Out-String -Stream | ForEach-Object TrimEnd | Where-Object { $_ }
        $shown[0] | Should -Be '   Service: TCP 10.0.0.185:80 wlc in story'
        $shown[-2] | Should -Match '^172\.17\.0\.3:8080 +Masquerade +1 +0 +0$'
        $shown[-1] | Should -Match '^172\.17\.0\.4:8080 +Masquerade +1 +0 +0$'
    }

    It 'changes its scheduler and leaves its real servers' {
        Get-IpvsService 10.0.0.185:80 | Set-IpvsService -Scheduler wrr
        ipvsadm -Sn | Should -Contain '-A -t 10.0.0.185:80 -s wrr'
        Get-IpvsRealServer | Should -HaveCount 2
    }

    It 'gives one real server more weight and limits it' {
        $changed = Set-IpvsRealServer 172.17.0.4:8080 -VirtualAddress 10.0.0.185:80 -Weight 5 -UpperThreshold 100 -LowerThreshold 80 -PassThru
        $changed.Weight, $changed.UpperThreshold, $changed.LowerThreshold | Should -Be @(5, 100, 80)
        ipvsadm -Ln --thresholds | Should -Contain '  -> 172.17.0.4:8080              100        80         0          0         '
        $changed.ForwardingMethod | Should -Be 'Masquerade' -Because 'what is not given stays'
    }

    It 'drains every real server but one by a filter' {
        Get-IpvsRealServer | Where-Object RealAddress -NE 172.17.0.4 | Set-IpvsRealServer -Weight 0
        (Get-IpvsRealServer).ForEach{ "$_ $($_.Weight)" } | Should -Be @('172.17.0.3:8080 0', '172.17.0.4:8080 5')
    }

    It 'loses the drained ones, and the rest stay' {
        Get-IpvsRealServer | Where-Object Weight -EQ 0 | Remove-IpvsRealServer
        "$(Get-IpvsRealServer)" | Should -Be '172.17.0.4:8080'
    }

    It 'gives its pool to a second service' {
        New-IpvsService 10.0.0.185:443 | Out-Null
        Get-IpvsRealServer 10.0.0.185:80 | Add-IpvsRealServer -VirtualAddress 10.0.0.185:443
        $copy = Get-IpvsRealServer 10.0.0.185:443
        "$copy $($copy.Weight) $($copy.UpperThreshold) $($copy.ForwardingMethod)" | Should -Be '172.17.0.4:8080 5 100 Masquerade'
    }

    It 'goes, and the other one stays' {
        Remove-IpvsService 10.0.0.185:80
        "$(Get-IpvsService)" | Should -Be 'TCP 10.0.0.185:443 wlc'
    }

    It 'is cleared away with everything else' {
        ipvsadm -Sn | Should -HaveCount 2
        Clear-IpvsService -Confirm:$false
        ipvsadm -Sn | Should -BeNullOrEmpty
    }
}

Describe 'A service in direct routing, in a tunnel, for UDP' {
    BeforeEach {
        New-NetNamespace story -LoopbackUp | Enter-NetNamespace
    }

    AfterEach {
        Exit-NetNamespace
        Remove-NetNamespace story -Confirm:$false
    }

    It 'routes directly when nothing is said, and takes the port of the service' {
        New-IpvsService 10.0.0.185:80 | Add-IpvsRealServer 172.17.0.3, 172.17.0.4
        ipvsadm -Sn | Select-Object -Skip 1 | Should -Be @(
            '-a -t 10.0.0.185:80 -r 172.17.0.3:80 -g -w 1'
            '-a -t 10.0.0.185:80 -r 172.17.0.4:80 -g -w 1'
        )
    }

    It 'wraps packets as its tunnel type says' {
        New-IpvsService 10.0.0.185:80 | Add-IpvsRealServer 172.17.0.3 -ForwardingMethod Tunnel -TunnelType Gue -TunnelPort 6080 -TunnelChecksum Checksum
        ipvsadm -Sn | Should -Contain '-a -t 10.0.0.185:80 -r 172.17.0.3:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum'
    }

    It 'refuses a port of its own and says what to do' {
        New-IpvsService 10.0.0.185:80 | Out-Null
        $refused = { Add-IpvsRealServer 172.17.0.3:8080 -VirtualAddress 10.0.0.185:80 -ErrorAction Stop } | Should -Throw -PassThru
        $refused.FullyQualifiedErrorId | Should -Be 'IpvsRealServerPortMismatch,IpvsPS.Commands.AddIpvsRealServerCommand'
        "$refused" | Should -Match 'Masquerade'
        Get-IpvsRealServer | Should -BeNullOrEmpty
    }

    It 'balances each datagram of a UDP service on its own' {
        New-IpvsService 10.0.0.185:53 -Protocol Udp -Scheduler rr -OnePacket | Add-IpvsRealServer 172.17.0.3
        ipvsadm -Sn | Should -Be @('-A -u 10.0.0.185:53 -s rr -o', '-a -u 10.0.0.185:53 -r 172.17.0.3:53 -g -w 1')
    }

    It 'keeps clients with their real server for as long as is said' {
        New-IpvsService 10.0.0.185:443 -PersistenceTimeout 00:10:00 -PersistencePrefixLength 24 | Out-Null
        ipvsadm -Sn | Should -Be '-A -t 10.0.0.185:443 -s wlc -p 600 -M 255.255.255.0'
        Set-IpvsService 10.0.0.185:443 -PersistenceTimeout 300
        (Get-IpvsService).PersistenceTimeout | Should -Be 300
        Set-IpvsService 10.0.0.185:443 -PersistenceTimeout 0
        ipvsadm -Sn | Should -Be '-A -t 10.0.0.185:443 -s wlc'
    }

    It 'is chosen by a firewall mark, in both families' {
        New-IpvsService -FirewallMark 5 -Scheduler sh -SchedulerFlag sh-port | Add-IpvsRealServer 172.17.0.3:0
        New-IpvsService -FirewallMark 5 -AddressFamily IPv6 | Add-IpvsRealServer 2001:db8::3
        ipvsadm -Sn | Should -Be @(
            '-A -f 5 -s sh -b sh-port'
            '-a -f 5 -r 172.17.0.3:0 -g -w 1'
            '-A -f 5 -6 -s wlc'
            '-a -f 5 -6 -r [2001:db8::3]:0 -g -w 1'
        )
        Remove-IpvsService -FirewallMark 5
        "$(Get-IpvsService -FirewallMark 5)" | Should -Be 'FWM 5 IPv6 wlc'
    }

    It 'speaks IPv6 with the port in or beside the brackets' {
        New-IpvsService [2001:db8::185]:80 | Add-IpvsRealServer [2001:db8::3]:8080 -ForwardingMethod Masquerade
        New-IpvsService 2001:db8::185 -VirtualPort 443 | Add-IpvsRealServer 2001:db8::4
        ipvsadm -Sn | Should -Be @(
            '-A -t [2001:db8::185]:80 -s wlc'
            '-a -t [2001:db8::185]:80 -r [2001:db8::3]:8080 -m -w 1'
            '-A -t [2001:db8::185]:443 -s wlc'
            '-a -t [2001:db8::185]:443 -r [2001:db8::4]:443 -g -w 1'
        )
        Get-IpvsService 2001:db8::185 | Should -HaveCount 2
    }

    It 'sees what ipvsadm made, and ipvsadm what it made' {
        ipvsadm -A -t 10.0.0.185:80 -s lc -p 120
        ipvsadm -a -t 10.0.0.185:80 -r 172.17.0.3 -i -w 7
        $server = Get-IpvsRealServer 10.0.0.185:80
        "$($server.Service): $server $($server.ForwardingMethod) $($server.Weight)" |
            Should -Be 'TCP 10.0.0.185:80 lc persistent 120: 172.17.0.3:80 Tunnel 7'
    }
}
