# Objects of other commands as input: files of commas, JSON, plain objects.
BeforeAll {
    New-NetNamespace story -LoopbackUp | Enter-NetNamespace
}

AfterAll {
    Exit-NetNamespace
    Remove-NetNamespace story -Confirm:$false
}

Describe 'Input' {
    BeforeEach {
        Clear-IpvsService -Confirm:$false
    }

    It 'comes from a CSV file' {
        $services = Join-Path $TestDrive 'services.csv'
        Set-Content $services 'VirtualAddress,Protocol,Scheduler', '10.0.0.1:80,Tcp,rr', '10.0.0.1:53,Udp,wrr'
        $servers = Join-Path $TestDrive 'servers.csv'
        Set-Content $servers 'VirtualAddress,VirtualPort,Protocol,Address,Port,ForwardingMethod,Weight', '10.0.0.1,80,Tcp,172.17.0.3,8080,Masquerade,2', '10.0.0.1,53,Udp,172.17.0.4,53,DirectRoute,1'
        Import-Csv $services | New-IpvsService | Out-Null
        Import-Csv $servers | Add-IpvsRealServer
        ipvsadm -Sn | Should -Be @(
            '-A -t 10.0.0.1:80 -s rr'
            '-a -t 10.0.0.1:80 -r 172.17.0.3:8080 -m -w 2'
            '-A -u 10.0.0.1:53 -s wrr'
            '-a -u 10.0.0.1:53 -r 172.17.0.4:53 -g -w 1'
        )
    }

    It 'goes to a CSV file and comes back' {
        New-IpvsService 10.0.0.1:80 -Scheduler rr | Add-IpvsRealServer 172.17.0.3:8080, 172.17.0.4:8080 -ForwardingMethod Masquerade -Weight 3
        $before = ipvsadm -Sn
        $before | Should -HaveCount 3
        $file = Join-Path $TestDrive 'servers.csv'
        Get-IpvsRealServer | Select-Object VirtualAddress, VirtualPort, Protocol, RealAddress, RealPort, ForwardingMethod, Weight | Export-Csv $file
        Get-IpvsRealServer | Remove-IpvsRealServer
        ipvsadm -Sn | Should -Be '-A -t 10.0.0.1:80 -s rr'
        Import-Csv $file | Add-IpvsRealServer
        ipvsadm -Sn | Should -Be $before
    }

    It 'comes from JSON' {
        '[ { "VirtualAddress": "10.0.0.1:80", "Scheduler": "sh" }, { "FirewallMark": 7, "PersistenceTimeout": 60 } ]' |
            ConvertFrom-Json | New-IpvsService | ForEach-Object ToString | Should -Be @('TCP 10.0.0.1:80 sh', 'FWM 7 wlc persistent 60')
    }

    It 'comes from objects made in place' {
        New-IpvsService 10.0.0.1:80 | Out-Null
        3..5 | ForEach-Object { [pscustomobject] @{ Address = "172.17.0.$_"; Weight = $_ } } | Add-IpvsRealServer -VirtualAddress 10.0.0.1:80
        (Get-IpvsRealServer).Weight | Should -Be @(3, 4, 5)
    }

    It 'comes by the thousand' {
        1..1000 | ForEach-Object { "10.1.$($_ -shr 8).$($_ -band 255):80" } | ForEach-Object { [pscustomobject] @{ VirtualAddress = $_ } } | New-IpvsService | Out-Null
        @(Get-IpvsService).Count | Should -Be 1000
        @(ipvsadm -Sn).Count | Should -Be 1000
    }

    It 'is taken from splatted hashtables' {
        $service = @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Scheduler = 'lc' }
        (New-IpvsService @service).ToString() | Should -Be 'TCP 10.0.0.1:80 lc'
    }

    It 'takes addresses as addresses too' {
        (New-IpvsService ([ipaddress] '10.0.0.1') -VirtualPort 80).ToString() | Should -Be 'TCP 10.0.0.1:80 wlc'
    }

    It 'comes to a mock as it does to the command' {
        Mock Add-IpvsRealServer { }
        '172.17.0.3:8080' | Add-IpvsRealServer -VirtualAddress 10.0.0.1:80
        Should -Invoke Add-IpvsRealServer -Times 1 -Exactly -ParameterFilter { $RealAddress -eq '172.17.0.3:8080' -and $VirtualAddress -eq '10.0.0.1:80' }
        'VirtualAddress,VirtualPort,RealAddress,Weight', '10.0.0.1,80,172.17.0.4,2' | ConvertFrom-Csv | Add-IpvsRealServer
        Should -Invoke Add-IpvsRealServer -Times 1 -Exactly -ParameterFilter { $RealAddress -eq '172.17.0.4' -and $VirtualPort -eq 80 -and $Weight -eq 2 }
        [IpvsPS.Objects.IpvsRealServer] @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; RealAddress = '172.17.0.5'; RealPort = 81 } | Add-IpvsRealServer
        Should -Invoke Add-IpvsRealServer -Times 1 -Exactly -ParameterFilter { $RealAddress -eq '172.17.0.5' -and $RealPort -eq 81 -and $VirtualPort -eq 80 }
        Should -Invoke Add-IpvsRealServer -Times 3 -Exactly
    }
}
