# What goes wrong, what is only tried, and what is asked first.
BeforeAll {
    New-NetNamespace story -LoopbackUp | Enter-NetNamespace
}

AfterAll {
    Exit-NetNamespace
    Remove-NetNamespace story -Confirm:$false
}

Describe 'Errors' {
    BeforeEach {
        Clear-IpvsService -Confirm:$false
        New-IpvsService 10.0.0.1:80 | Out-Null
    }

    It 'are one for each input that fails, and the others go on' {
        $made = New-IpvsService 10.0.0.2:80, 10.0.0.1:80, 10.0.0.3:80 -ErrorAction SilentlyContinue -ErrorVariable refused
        "$made" | Should -Be 'TCP 10.0.0.2:80 wlc TCP 10.0.0.3:80 wlc'
        $refused | Should -HaveCount 1
        $refused[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        "$($refused[0].TargetObject)" | Should -Match '10\.0\.0\.1:80'
    }

    It 'end the work where they are to stop it' {
        { New-IpvsService 10.0.0.1:80, 10.0.0.4:80 -ErrorAction Stop } | Should -Throw -ErrorId 'IpvsServiceExists,IpvsPS.Commands.NewIpvsServiceCommand'
        Get-IpvsService 10.0.0.4:* | Should -BeNullOrEmpty
    }

    It 'are caught by their id' {
        $caught = try { New-IpvsService 10.0.0.1:80 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId -split ',' | Select-Object -First 1 }
        $caught | Should -Be 'IpvsServiceExists'
    }

    It 'say in words what is wrong and what to do' -ForEach @(
        @{ Command = { Get-IpvsService 10.0.0.9:80 }; Id = 'IpvsServiceNotFound'; Category = 'ObjectNotFound'; Words = 'Get-IpvsService' }
        @{ Command = { Set-IpvsService 10.0.0.9:80 -Scheduler rr }; Id = 'IpvsServiceNotFound'; Category = 'ObjectNotFound'; Words = '10.0.0.9:80' }
        @{ Command = { Set-IpvsService 10.0.0.1:80 -Scheduler nosuch }; Id = 'IpvsSchedulerNotFound'; Category = 'ObjectNotFound'; Words = 'ip_vs_nosuch: load it with modprobe' }
        @{ Command = { Add-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.9:80 }; Id = 'IpvsServiceNotFound'; Category = 'ObjectNotFound'; Words = '10.0.0.9:80' }
        @{ Command = { Remove-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.1:80 }; Id = 'IpvsRealServerNotFound'; Category = 'ObjectNotFound'; Words = '172.17.0.3' }
        @{ Command = { New-IpvsService 10.0.0.9:80 -VirtualPort 81 }; Id = 'IpvsPortConflict'; Category = 'InvalidArgument'; Words = '81' }
        @{ Command = { New-IpvsService }; Id = 'IpvsServiceMissing'; Category = 'InvalidArgument'; Words = 'VirtualAddress' }
        @{ Command = { New-IpvsService 10.0.0.9 }; Id = 'IpvsPortMissing'; Category = 'InvalidArgument'; Words = 'port' }
        @{ Command = { Get-IpvsService nonsense }; Id = 'IpvsEndpointInvalid'; Category = 'InvalidArgument'; Words = 'nonsense' }
        @{ Command = { Get-IpvsService -NetNamespace nosuch }; Id = 'NetNamespaceNotFound'; Category = 'ObjectNotFound'; Words = 'nosuch' }
        @{ Command = { Get-NetLink nosuch0 }; Id = 'NetLinkNotFound'; Category = 'ObjectNotFound'; Words = 'nosuch0' }
        @{ Command = { Import-IpvsConfiguration nosuch.json }; Id = 'PathNotFound'; Category = 'ObjectNotFound'; Words = 'nosuch.json' }
    ) {
        $refused = & $Command 2>&1
        $refused.FullyQualifiedErrorId | Should -BeLike "$Id,IpvsPS.Commands.*"
        $refused.CategoryInfo.Category | Should -Be $Category
        "$refused" | Should -BeLike "*$Words*"
    }

    It 'are silent for a pattern that finds nothing' {
        Get-IpvsService 10.9.* -ErrorVariable refused | Should -BeNullOrEmpty
        $refused | Should -BeNullOrEmpty
    }

    It 'leave $? false' {
        Get-IpvsService 10.0.0.9:80 -ErrorAction SilentlyContinue
        $? | Should -BeFalse
    }
}

Describe '-WhatIf and -Confirm' {
    BeforeDiscovery {
        $trials = @(
            'New-IpvsService 10.0.0.2:80', 'Set-IpvsService 10.0.0.1:80 -Scheduler rr', 'Remove-IpvsService 10.0.0.1:80', 'Clear-IpvsService'
            'Add-IpvsRealServer 172.17.0.4 -VirtualAddress 10.0.0.1:80', 'Set-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.1:80 -Weight 0'
            'Remove-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.1:80', 'Reset-IpvsStatistic', 'Set-IpvsTimeout -Tcp 1', 'Set-IpvsSetting conntrack 1'
            'Start-IpvsSyncDaemon Backup dummy0', 'Stop-IpvsSyncDaemon Master', 'Import-IpvsConfiguration $file', 'Sync-IpvsConfiguration $file'
            'Export-IpvsConfiguration $TestDrive/never.json', 'New-DummyLink dummy9', 'New-BridgeLink br9', 'New-VethLink v9', 'New-TunnelLink t9 Ipip'
            'Set-NetLink dummy0 -Down', 'Move-NetLink dummy0 -Destination 1', 'Remove-NetLink dummy0', 'Add-NetLinkAddress dummy0 10.0.0.9/32'
            'Remove-NetLinkAddress dummy0 10.0.0.1/32', 'Add-NetLinkRoute 10.5.0.0/16 -Link dummy0', 'Remove-NetLinkRoute 10.6.0.0/16'
            'New-NetNamespace never', 'Register-NetNamespace $PID never', 'Remove-NetNamespace story'
            'Enable-IpvsDirectRouting 10.0.0.7', 'Disable-IpvsDirectRouting 10.0.0.3'
            'Suspend-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.1:80', 'Resume-IpvsRealServer 172.17.0.3 -VirtualAddress 10.0.0.1:80 -Weight 2'
            'Send-NetLinkAnnouncement v8 10.0.0.1', 'Clear-IpvsKubernetesService'
            'Sync-IpvsKubernetesService -InputObject $objects -NodeName node1 -Masquerade None'
            'Watch-IpvsKubernetesService $TestDrive/kubeconfig -NodeName node1'
            'Export-IpvsMetric $TestDrive/never.prom', 'Start-IpvsMetricServer 9412', 'Stop-IpvsMetricServer 9411'
            'Repair-IpvsService D023 net.ipv4.conf.lo.send_redirects', 'Show-IpvsStatistic -Plain -Count 1 -Interval 0.1 >$null'
        )
    }

    BeforeAll {
        Clear-IpvsService -Confirm:$false
        New-IpvsService 10.0.0.1:80 | Add-IpvsRealServer 172.17.0.3
        New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.1/32
        New-VethLink v8 v7 | Out-Null
        $objects = '{ "kind": "List", "apiVersion": "v1", "items": [] }'
        Add-NetLinkRoute 10.6.0.0/16 -Link dummy0
        Enable-IpvsDirectRouting 10.0.0.3
        Start-IpvsSyncDaemon Master dummy0
        Start-IpvsMetricServer 9411 | Out-Null
        $file = Join-Path $TestDrive 'more.json'
        Set-Content $file '{ "version": 1, "services": [ { "virtualAddress": "10.0.0.2", "virtualPort": 80 } ] }'
        Set-Content (Join-Path $TestDrive 'kubeconfig') '{ "current-context": "lab", "contexts": [{ "name": "lab", "context": { "cluster": "lab" } }],
            "clusters": [{ "name": "lab", "cluster": { "server": "https://127.0.0.1:1" } }] }'
        # IPv6 addresses change by themselves while the kernel looks for duplicates.
        $look = { ipvsadm -Sn; ipvsadm -L --daemon; ipvsadm -L --timeout; ip -o link; ip -o -4 addr; ip route; sysctl net.ipv4.vs.conntrack; ip netns list; Get-ChildItem $TestDrive -Name }
        $before = & $look
    }

    AfterAll { Stop-IpvsMetricServer 9411 }

    It 'has every command that changes something only say so: <_>' -ForEach $trials {
        & ([scriptblock]::Create("$_ -WhatIf -ErrorAction Stop")) | Should -BeNullOrEmpty
        & $look | Should -Be $before
    }

    It 'is tried above with every command that has it' -ForEach @{ Tried = $trials.ForEach{ ($_ -split ' ')[0] } } {
        # Wait-, Test- and Watch- do their work with -WhatIf as well: they ask of what they would change.
        $Tried + 'Wait-IpvsRealServer' + 'Test-IpvsRealServer' + 'Watch-IpvsHealth' | Sort-Object | Should -Be ((Get-Command -Module IpvsPS -ParameterName WhatIf).Name | Sort-Object)
    }

    It 'is asked of those that flush or remove a namespace, by their impact' {
        $impact = { param($name) ((Get-Command $name).ImplementingType.GetCustomAttributes($false) | Where-Object { $_ -is [Management.Automation.CmdletAttribute] }).ConfirmImpact }
        (Get-Command -Module IpvsPS).Name | Where-Object { (& $impact $_) -eq 'High' } | Should -Be @('Clear-IpvsKubernetesService', 'Clear-IpvsService', 'Remove-NetNamespace', 'Show-IpvsStatistic')
    }

    It 'says with -Verbose what is done' {
        $said = New-IpvsService 10.0.0.3:80 -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'TCP 10\.0\.0\.3:80'
    }
}
