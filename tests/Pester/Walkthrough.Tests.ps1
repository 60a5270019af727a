# The walkthrough's tasks as a user would check them, in network namespaces of their own.
BeforeAll {
    New-NetNamespace acceptance -LoopbackUp | Out-Null
}

AfterAll {
    Remove-NetNamespace acceptance -Confirm:$false
}

Describe 'A service behind a virtual address' {
    BeforeAll {
        New-DummyLink dummy0 -NetNamespace acceptance | Add-NetLinkAddress -Address 10.0.0.185/32
        New-IpvsService 10.0.0.185:80 -NetNamespace acceptance |
            Add-IpvsRealServer 172.17.0.3:80, 172.17.0.4:80 -ForwardingMethod Masquerade
    }

    It 'has its address on a dummy link that is up' {
        (Get-NetLink dummy0 -NetNamespace acceptance).State | Should -Be 'Up'
        Get-NetLinkAddress dummy0 -NetNamespace acceptance | ForEach-Object IPAddress | Should -Contain '10.0.0.185'
    }

    It 'is listed with the defaults of ipvsadm' {
        $service = Get-IpvsService 10.0.0.185:80 -NetNamespace acceptance
        $service.Protocol | Should -Be 'Tcp'
        $service.Scheduler | Should -Be 'wlc'
        $service.PersistenceTimeout | Should -BeNullOrEmpty
    }

    It 'has both real servers' {
        $servers = Get-IpvsRealServer 10.0.0.185:80 -NetNamespace acceptance
        "$servers" | Should -Be '172.17.0.3:80 172.17.0.4:80'
        $servers.ForwardingMethod | Select-Object -Unique | Should -Be 'Masquerade'
    }

    It 'drains a real server by its weight' {
        Set-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.185:80 -Weight 0 -NetNamespace acceptance
        (Get-IpvsRealServer -RealAddress 172.17.0.3 -NetNamespace acceptance).Weight | Should -Be 0
    }

    It 'refuses a second one by name and changes nothing' {
        { New-IpvsService 10.0.0.185:80 -NetNamespace acceptance -ErrorAction Stop } |
            Should -Throw -ErrorId 'IpvsServiceExists,IpvsPS.Commands.NewIpvsServiceCommand'
        Get-IpvsService -NetNamespace acceptance | Should -HaveCount 1
    }

    It 'goes with everything behind it' {
        Get-IpvsRealServer -NetNamespace acceptance | Should -HaveCount 2
        Get-IpvsService -NetNamespace acceptance | Remove-IpvsService
        Get-IpvsRealServer -NetNamespace acceptance | Should -BeNullOrEmpty
    }
}

Describe 'A pod of its own' {
    It 'takes a link and an address, entered or named' {
        New-NetNamespace acceptance-pod -LoopbackUp | Out-Null
        try {
            New-DummyLink dummy1 -NetNamespace acceptance | Move-NetLink -Destination acceptance-pod
            Enter-NetNamespace acceptance-pod
            Add-NetLinkAddress dummy1 10.0.0.185/32
            Set-NetLink dummy1 -Up
            Exit-NetNamespace
            (Get-NetLink dummy1 -NetNamespace acceptance-pod).State | Should -Be 'Up'
            Invoke-NetNamespace acceptance-pod { ip -brief addr show dummy1 } | Should -Match '10\.0\.0\.185/32'
        }
        finally {
            Remove-NetNamespace acceptance-pod -Confirm:$false
        }
    }
}
