# Whole configurations: to a file, away, back, and made what a file says.
BeforeAll {
    New-NetNamespace story -LoopbackUp | Enter-NetNamespace
}

AfterAll {
    Exit-NetNamespace
    Remove-NetNamespace story -Confirm:$false
}

Describe 'A table in a file' {
    BeforeEach {
        Clear-IpvsService -Confirm:$false
        New-IpvsService 10.0.0.1:80 -Scheduler rr | Add-IpvsRealServer 172.17.0.3:8080, 172.17.0.4:8080 -ForwardingMethod Masquerade
        New-IpvsService 10.0.0.2:443 -PersistenceTimeout 300 | Add-IpvsRealServer 172.17.0.5 -Weight 3
        $before = ipvsadm -Sn
        $before | Should -HaveCount 5
        $file = Join-Path $TestDrive 'table.json'
        Export-IpvsConfiguration $file -Force
    }

    It 'comes back after the table was cleared' {
        Clear-IpvsService -Confirm:$false
        Import-IpvsConfiguration $file
        ipvsadm -Sn | Should -Be $before
    }

    It 'is JSON that PowerShell reads too' {
        $table = Get-Content $file -Raw | ConvertFrom-Json
        $table.services.virtualAddress | Should -Be @('10.0.0.1', '10.0.0.2')
        $table.services[0].realServers.port | Should -Be @(8080, 8080)
    }

    It 'differs from the kernel by what somebody changed, and sync mends just that' {
        Set-IpvsRealServer 172.17.0.4:8080 -VirtualAddress 10.0.0.1:80 -Weight 9
        Remove-IpvsRealServer 172.17.0.5 -VirtualAddress 10.0.0.2:443
        (Compare-IpvsConfiguration $file).ForEach{ "$($_.Action) $($_.Kind) $($_.Target)" } |
            Should -Be @('Add RealServer 172.17.0.5:443', 'Set RealServer 172.17.0.4:8080')
        Sync-IpvsConfiguration $file
        ipvsadm -Sn | Should -Be $before
        Compare-IpvsConfiguration $file | Should -BeNullOrEmpty
    }

    It 'says nothing of other services, unless it is to be the whole truth' {
        New-IpvsService 10.0.0.9:80 | Out-Null
        (Compare-IpvsConfiguration $file).Action | Should -Be 'Unmanaged'
        Sync-IpvsConfiguration $file
        Get-IpvsService 10.0.0.9:80 | Should -HaveCount 1
        Sync-IpvsConfiguration $file -Prune -Force
        ipvsadm -Sn | Should -Be $before
    }

    It 'is synced as often as one likes' {
        Set-IpvsService 10.0.0.1:80 -Scheduler lc
        Sync-IpvsConfiguration $file -PassThru | ForEach-Object { "$($_.Action) $($_.Target)" } | Should -Be 'Set TCP 10.0.0.1:80'
        Sync-IpvsConfiguration $file -PassThru | Should -BeNullOrEmpty
        ipvsadm -Sn | Should -Be $before
    }

    It 'shows what a sync would do and does nothing with -WhatIf' {
        Remove-IpvsService 10.0.0.2:443
        $now = ipvsadm -Sn
        Sync-IpvsConfiguration $file -WhatIf
        ipvsadm -Sn | Should -Be $now
    }

    It 'keeps a weight that an operator has set to 0' {
        Set-IpvsRealServer 172.17.0.4:8080 -VirtualAddress 10.0.0.1:80 -Weight 0
        Sync-IpvsConfiguration $file -KeepWeight
        (Get-IpvsRealServer -RealAddress 172.17.0.4).Weight | Should -Be 0
    }

    It 'is not written over unless one insists' {
        { Export-IpvsConfiguration $file -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists,*'
    }

    It 'can be in the format of ipvsadm, either way' {
        $rules = Join-Path $TestDrive 'rules'
        Export-IpvsConfiguration $rules -Format Ipvsadm -Force
        Get-Content $rules | Should -Be $before
        ipvsadm -C
        Get-Content $rules | ipvsadm -R
        Compare-IpvsConfiguration $file | Should -BeNullOrEmpty
        Clear-IpvsService -Confirm:$false
        Import-IpvsConfiguration $rules
        ipvsadm -Sn | Should -Be $before
    }

    It 'goes to another namespace by the pipeline' {
        New-NetNamespace other -LoopbackUp | Out-Null
        try {
            Get-IpvsConfiguration | Sync-IpvsConfiguration -NetNamespace other
            Invoke-NetNamespace other { ipvsadm -Sn } | Should -Be $before
        }
        finally {
            Remove-NetNamespace other -Confirm:$false
        }
    }
}

Describe 'A file with a mistake' {
    It 'changes nothing and says where the mistake is' {
        Clear-IpvsService -Confirm:$false
        $file = Join-Path $TestDrive 'mistake.json'
        Set-Content $file @(
            '{ "version": 1, "services": ['
            '  { "virtualAddress": "10.0.0.1", "virtualPort": 80 },'
            '  { "virtualAddress": "10.0.0.1", "virtualPort": 99999 }'
            '] }'
        )
        $refused = { Import-IpvsConfiguration $file -ErrorAction Stop } | Should -Throw -PassThru -ErrorId 'IpvsConfigurationInvalid,*'
        "$refused" | Should -Match 'line 3'
        Get-IpvsService | Should -BeNullOrEmpty
    }
}

Describe 'A configuration that is there already in part' {
    It 'is not imported, and Sync-IpvsConfiguration is named' {
        Clear-IpvsService -Confirm:$false
        New-IpvsService 10.0.0.1:80 -Scheduler rr | Out-Null
        $file = Join-Path $TestDrive 'other.json'
        Set-Content $file '{ "version": 1, "services": [ { "virtualAddress": "10.0.0.1", "virtualPort": 80, "scheduler": "lc" }, { "virtualAddress": "10.0.0.2", "virtualPort": 80 } ] }'
        $refused = { Import-IpvsConfiguration $file -ErrorAction Stop } | Should -Throw -PassThru
        "$refused" | Should -Match 'Sync-IpvsConfiguration'
        ipvsadm -Sn | Should -Be '-A -t 10.0.0.1:80 -s rr'
    }
}
