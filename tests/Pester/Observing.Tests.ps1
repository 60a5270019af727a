# Connections and counters of real traffic: a director, a backend behind a pair of links, and a client on the director.
BeforeAll {
    New-NetNamespace director, backend -LoopbackUp | Out-Null
    Enter-NetNamespace director
    New-VethLink front0 -PeerName eth0 -PeerNetNamespace backend | Add-NetLinkAddress -Address 10.77.0.1/24
    Add-NetLinkAddress eth0 10.77.0.2/24 -NetNamespace backend
    Add-NetLinkRoute default -Gateway 10.77.0.1 -NetNamespace backend
    New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.185/32
    New-IpvsService 10.0.0.185:80 -Scheduler rr | Add-IpvsRealServer 10.77.0.2:8080 -ForwardingMethod Masquerade
    New-IpvsService 10.0.0.185:81 -PersistenceTimeout 600 | Add-IpvsRealServer 10.77.0.2:8080 -ForwardingMethod Masquerade
    $listener = Invoke-NetNamespace backend {
        $socket = [Net.Sockets.TcpListener]::new([ipaddress] '10.77.0.2', 8080)
        $socket.Start()
        $socket
    }
    $clients = 80, 80, 81 | ForEach-Object { [Net.Sockets.TcpClient]::new('10.0.0.185', $_) }
}

AfterAll {
    $clients | ForEach-Object Dispose
    $listener.Stop()
    Exit-NetNamespace
    Remove-NetNamespace director, backend -Confirm:$false
}

Describe 'Connections' {
    It 'are those of ipvsadm -Lnc' {
        $ours = Get-IpvsConnection | ForEach-Object { "$($_.ClientAddress):$($_.ClientPort) $($_.VirtualAddress):$($_.VirtualPort) $($_.RealAddress):$($_.RealPort)" }
        $theirs = ipvsadm -Lnc | Select-Object -Skip 2 | ForEach-Object { ($_ -split ' +')[3..5] -join ' ' }
        $ours | Sort-Object | Should -Be ($theirs | Sort-Object)
        $ours | Should -HaveCount 4
    }

    It 'are found by their state, their service and their real server' {
        Get-IpvsConnection -State Established | Should -HaveCount 3
        Get-IpvsConnection 10.0.0.185:80 | Should -HaveCount 2
        Get-IpvsService 10.0.0.185:80 | Get-IpvsConnection | Should -HaveCount 2
        Get-IpvsConnection -RealAddress 10.77.0.2 -RealPort 8080 | Should -HaveCount 4
        Get-IpvsConnection -RealAddress 10.77.0.3 | Should -BeNullOrEmpty
    }

    It 'have a template where a client is to stay' {
        $template = Get-IpvsConnection | Where-Object IsTemplate
        $template.ClientPort | Should -Be 0
        $template.ExpiresIn | Should -BeGreaterThan 540
        $template.VirtualPort | Should -Be 81
    }

    It 'are counted by client with PowerShell''s own commands' {
        $groups = Get-IpvsConnection -State Established | Group-Object ClientAddress
        $groups.Name | Should -Be '10.0.0.185'
        $groups.Count | Should -Be 3
    }

    It 'are counted with their real server' {
        (Get-IpvsRealServer 10.0.0.185:80).ActiveConnections | Should -Be 2
        (Get-IpvsRealServer 10.0.0.185:81).PersistentConnections | Should -Be 1
    }
}

Describe 'Counters' {
    BeforeAll {
        # The kernel sums them up every two seconds.
        $limit = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-IpvsStatistic 10.0.0.185:80).Connections -lt 2 -and $limit.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 200 }
    }

    It 'are those of ipvsadm --stats' {
        $ours = Get-IpvsStatistic 10.0.0.185:80
        $theirs = @(ipvsadm -Ln --stats --exact | Where-Object { $_ -match '^TCP +10\.0\.0\.185:80 ' }) -split ' +'
        $ours.Connections, $ours.IncomingPackets, $ours.OutgoingPackets, $ours.IncomingBytes, $ours.OutgoingBytes | Should -Be $theirs[2..6]
        $ours.Connections | Should -Be 2
    }

    It 'are there for each real server' {
        $counters = Get-IpvsStatistic 10.0.0.185:80 -RealServer
        $counters | Should -HaveCount 2 -Because 'the service and its real server have a row each'
        $counters[1].RealAddress | Should -Be '10.77.0.2'
        $counters[1].Connections | Should -Be 2
    }

    It 'have a view of rates' {
        Get-IpvsStatistic -Rate | Out-String | Should -Match 'CPS +InPPS'
    }

    It 'start again from nothing' {
        Reset-IpvsStatistic 10.0.0.185:80
        (Get-IpvsStatistic 10.0.0.185:80).Connections | Should -Be 0
        (Get-IpvsStatistic 10.0.0.185:81).Connections | Should -Be 1
    }
}
