# Links, addresses and routes, with ip looking on.
BeforeAll {
    New-NetNamespace story, other -LoopbackUp | Out-Null
    Enter-NetNamespace story
}

AfterAll {
    Exit-NetNamespace
    Remove-NetNamespace story, other -Confirm:$false
}

Describe 'Links' {
    AfterEach {
        Get-NetLink -Kind dummy, veth, bridge | Remove-NetLink
    }

    It 'are up as soon as they are made, unless they are to be down' {
        New-DummyLink dummy0
        New-DummyLink dummy1 -Down -Mtu 1400
        Get-NetLink dummy* | ForEach-Object { "$_ $($_.State) $($_.Mtu)" } | Should -Be @('dummy0 Up 1500', 'dummy1 Down 1400')
        (ip -o link show dummy0) | Should -Match '<BROADCAST,NOARP,UP'
    }

    It 'change their state, size and name' {
        New-DummyLink dummy0 | Set-NetLink -Down -NewName vip0 -Mtu 9000
        $link = Set-NetLink vip0 -Up -PassThru
        "$link $($link.State) $($link.Mtu)" | Should -Be 'vip0 Up 9000'
        { Get-NetLink dummy0 -ErrorAction Stop } | Should -Throw -ErrorId 'NetLinkNotFound,*'
    }

    It 'plug a pod into a bridge' {
        New-BridgeLink br0 | Add-NetLinkAddress -Address 172.17.0.1/16
        New-VethLink port1 -PeerName eth0 -PeerNetNamespace other | Set-NetLink -Master br0
        Add-NetLinkAddress eth0 172.17.0.3/16 -NetNamespace other
        (Get-NetLink port1).Master | Should -Be 'br0'
        $listener = Invoke-NetNamespace other { $socket = [Net.Sockets.TcpListener]::new([ipaddress] '172.17.0.3', 8080); $socket.Start(); $socket }
        $client = [Net.Sockets.TcpClient]::new('172.17.0.3', 8080)
        $client.Client.LocalEndPoint.Address.MapToIPv4() | Should -Be '172.17.0.1'
        ($client, $listener).ForEach('Dispose')
    }

    It 'move with everything they have' {
        New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.1/32, 10.0.0.2/32
        Move-NetLink dummy0 -Destination other -KeepConfiguration
        Get-NetLink dummy0 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $moved = Get-NetLinkAddress dummy0 -AddressFamily IPv4 -NetNamespace other
        $moved | ForEach-Object IPAddress | Should -Be @('10.0.0.1', '10.0.0.2')
        (Get-NetLink dummy0 -NetNamespace other).State | Should -Be 'Up'
        Remove-NetLink dummy0 -NetNamespace other
    }

    It 'are counted' {
        $counters = Get-NetLink lo -IncludeCounter
        Test-Connection 127.0.0.1 -TcpPort 9 -TimeoutSeconds 1 | Should -BeFalse
        (Get-NetLink lo -IncludeCounter).ReceivedPackets | Should -BeGreaterThan $counters.ReceivedPackets
    }
}

Describe 'Addresses' {
    BeforeAll {
        New-DummyLink dummy0
    }

    AfterAll {
        Remove-NetLink dummy0
    }

    AfterEach {
        Get-NetLinkAddress dummy0 -AddressFamily IPv4 | Remove-NetLinkAddress
    }

    It 'are those of ip' {
        Add-NetLinkAddress dummy0 10.0.0.1/32, 10.0.1.1/24
        $ours = Get-NetLinkAddress dummy0 -AddressFamily IPv4 | ForEach-Object ToString
        $ours | Should -Be @('10.0.0.1/32', '10.0.1.1/24')
        $ours | Should -Be (ip -4 -json addr show dummy0 | ConvertFrom-Json).addr_info.ForEach{ "$($_.local)/$($_.prefixlen)" }
    }

    It 'are added by the hundred in one go' {
        $addresses = 1..200 | ForEach-Object { "10.9.0.$_/32" }
        Add-NetLinkAddress dummy0 $addresses
        @(Get-NetLinkAddress dummy0 -AddressFamily IPv4).Count | Should -Be 200
    }

    It 'report one that is there, and the rest are added' {
        Add-NetLinkAddress dummy0 10.0.0.1/32
        Add-NetLinkAddress dummy0 10.0.0.1/32, 10.0.0.2/32 -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused.FullyQualifiedErrorId | Should -Be 'NetLinkAddressExists,IpvsPS.Commands.AddNetLinkAddressCommand'
        Get-NetLinkAddress dummy0 -AddressFamily IPv4 | ForEach-Object IPAddress | Should -Be @('10.0.0.1', '10.0.0.2')
    }

    It 'are removed by the one that is meant' {
        Add-NetLinkAddress dummy0 10.0.0.1/32, 10.0.0.2/32
        Remove-NetLinkAddress dummy0 10.0.0.1/32
        (Get-NetLinkAddress dummy0 -AddressFamily IPv4).IPAddress | Should -Be '10.0.0.2'
    }
}

Describe 'Routes' {
    BeforeAll {
        New-DummyLink dummy0 | Add-NetLinkAddress -Address 192.0.2.1/24
    }

    AfterAll {
        Remove-NetLink dummy0
    }

    It 'lead somewhere by a gateway, as ip shows them' {
        Add-NetLinkRoute 198.51.100.0/24 -Gateway 192.0.2.254
        ip route show 198.51.100.0/24 | ForEach-Object Trim | Should -Be '198.51.100.0/24 via 192.0.2.254 dev dummy0'
        Get-NetLinkRoute 198.51.100.0/24 | Remove-NetLinkRoute
        ip route show 198.51.100.0/24 | Should -BeNullOrEmpty
    }

    It 'take a whole range of virtual addresses in' {
        Add-NetLinkRoute 10.96.0.0/16 -Type Local
        (ip route get 10.96.3.7)[0] | Should -Match '^local 10\.96\.3\.7'
        (Get-NetLinkRoute 10.96.0.0/16 -Table local).Link | Should -Be 'lo'
    }

    It 'say when nothing leads to the gateway' {
        { Add-NetLinkRoute default -Gateway 203.0.113.1 -ErrorAction Stop } | Should -Throw -ErrorId 'NetLinkRouteGatewayUnreachable,*'
    }
}
