# A pod becomes a real server of direct routing, and a host of a tunnel, and stops being one.
BeforeAll {
    New-NetNamespace director, pod -LoopbackUp | Out-Null
    New-VethLink front0 -PeerName eth0 -PeerNetNamespace pod -NetNamespace director | Add-NetLinkAddress -Address 10.77.0.1/24
    Add-NetLinkAddress eth0 10.77.0.2/24 -NetNamespace pod
    # IPv6 addresses change by themselves while the kernel looks for duplicates.
    $look = { ip -o link; ip -o -4 addr; sysctl net.ipv4.conf.eth0 }
}

AfterAll {
    Remove-NetNamespace director, pod -Confirm:$false
}

Describe 'Direct routing' {
    AfterEach {
        Disable-IpvsDirectRouting -NetNamespace pod -ErrorAction SilentlyContinue
    }

    It 'shows what is missing, and after Enable nothing is' {
        (Get-IpvsDirectRouting 10.0.0.185 -NetNamespace pod | Where-Object IsMet -EQ $false).Requirement |
            Should -Be @('VirtualAddress', 'ArpIgnore', 'ArpAnnounce')
        Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod
        (Get-IpvsDirectRouting 10.0.0.185 -NetNamespace pod).IsMet | Select-Object -Unique | Should -BeTrue
    }

    It 'is what sysctl and ip see' {
        Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod
        Invoke-NetNamespace pod { sysctl -n net.ipv4.conf.eth0.arp_ignore net.ipv4.conf.eth0.arp_announce } | Should -Be @(1, 2)
        Invoke-NetNamespace pod { ip -o -4 addr show ipvs-dr } | Should -Match ' 10\.0\.0\.185/32 '
    }

    It 'is safe to enable again' {
        1..2 | ForEach-Object { Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod }
        @(Get-NetLinkAddress -Address 10.0.0.185 -NetNamespace pod).Count | Should -Be 1
    }

    It 'goes without a trace' {
        $before = Invoke-NetNamespace pod $look
        Enable-IpvsDirectRouting 10.0.0.185, 10.0.0.186 -NetNamespace pod
        Invoke-NetNamespace pod $look | Should -Not -Be $before
        Disable-IpvsDirectRouting -NetNamespace pod
        Invoke-NetNamespace pod $look | Should -Be $before
    }

    It 'changes nothing with -WhatIf' {
        $before = Invoke-NetNamespace pod $look
        Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod -WhatIf
        Invoke-NetNamespace pod $look | Should -Be $before
    }

    It 'unwraps a tunnel' {
        Enable-IpvsDirectRouting 10.0.0.185 -ForwardingMethod Tunnel -NetNamespace pod
        $tunnel = Get-NetLinkAddress -Address 10.0.0.185 -NetNamespace pod
        (Get-NetLink $tunnel.Link -NetNamespace pod).Kind | Should -Be 'ipip'
    }

    It 'carries a client''s connection to the pod' {
        Enable-IpvsDirectRouting 10.0.0.185 -NetNamespace pod
        New-IpvsService 10.0.0.185:80 -NetNamespace director | Add-IpvsRealServer 10.77.0.2
        New-NetNamespace client -LoopbackUp | Out-Null
        try {
            # The client reaches the virtual address through the director, and the pod reaches the client through it too.
            New-VethLink eth0 -PeerName client0 -PeerNetNamespace director -NetNamespace client | Add-NetLinkAddress -Address 10.78.0.2/24
            Add-NetLinkAddress client0 10.78.0.1/24 -NetNamespace director
            Add-NetLinkRoute default -Gateway 10.78.0.1 -NetNamespace client
            Add-NetLinkRoute 10.78.0.0/24 -Gateway 10.77.0.1 -NetNamespace pod
            Add-NetLinkRoute 10.0.0.185/32 -Type Local -NetNamespace director
            Invoke-NetNamespace director { sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.front0.accept_local=1 }
            $listener = Invoke-NetNamespace pod { $socket = [Net.Sockets.TcpListener]::new([ipaddress] '10.0.0.185', 80); $socket.Start(); $socket }
            $client = Invoke-NetNamespace client { $socket = [Net.Sockets.TcpClient]::new(); $socket.SendTimeout = 5000; $socket.Client.Connect('10.0.0.185', 80); $socket }
            $client.Connected | Should -BeTrue
            (Get-IpvsConnection -NetNamespace director).RealAddress | Should -Be '10.77.0.2'
        }
        finally {
            ($client, $listener).Where{ $_ }.ForEach{ $_.Dispose() }
            Remove-NetNamespace client -Confirm:$false
        }
    }
}
