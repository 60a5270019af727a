# Timeouts, sync daemons, settings and the version.
BeforeAll {
    New-NetNamespace story -LoopbackUp | Enter-NetNamespace
    New-DummyLink eth0 | Add-NetLinkAddress -Address 192.0.2.1/24
}

AfterAll {
    Exit-NetNamespace
    Remove-NetNamespace story -Confirm:$false
}

Describe 'Timeouts' {
    It 'change one by one, in seconds or as time spans' {
        Set-IpvsTimeout -Tcp 600
        Set-IpvsTimeout -Udp 00:00:30
        ipvsadm -L --timeout | Should -Be 'Timeout (tcp tcpfin udp): 600 120 30'
        $timeouts = Get-IpvsTimeout
        $timeouts.Tcp, $timeouts.TcpFin, $timeouts.Udp | Should -Be @(600, 120, 30)
    }

    It 'come back as they were kept' {
        $kept = Get-IpvsTimeout
        Set-IpvsTimeout -Tcp 60 -TcpFin 6 -Udp 3
        $kept | Set-IpvsTimeout
        ipvsadm -L --timeout | Should -Be 'Timeout (tcp tcpfin udp): 600 120 30'
    }
}

Describe 'Sync daemons' {
    AfterEach {
        Get-IpvsSyncDaemon | Stop-IpvsSyncDaemon
    }

    It 'run as ipvsadm shows them, master and backup' {
        Start-IpvsSyncDaemon Master, Backup eth0 -SyncId 7
        ipvsadm -L --daemon | Should -Be @(
            'master sync daemon (mcast=eth0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)'
            'backup sync daemon (mcast=eth0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)'
        )
    }

    It 'stop by their state' {
        Start-IpvsSyncDaemon Master, Backup eth0
        Stop-IpvsSyncDaemon Master
        (Get-IpvsSyncDaemon).State | Should -Be 'Backup'
    }

    It 'say which link is missing' {
        { Start-IpvsSyncDaemon Master nosuch0 -ErrorAction Stop } | Should -Throw '*nosuch0*'
        Get-IpvsSyncDaemon | Should -BeNullOrEmpty
    }
}

Describe 'Settings' {
    It 'are those of sysctl net.ipv4.vs' {
        Set-IpvsSetting conntrack $true
        sysctl -n net.ipv4.vs.conntrack | Should -Be 1
        (Get-IpvsSetting conntrack).Value | Should -BeTrue
    }

    It 'say what each is for' {
        Get-IpvsSetting | Where-Object { -not $_.Description } | Should -BeNullOrEmpty
        (Get-IpvsSetting *expire*).Name | Should -Contain 'expire_nodest_conn'
    }

    It 'refuse values that the kernel would not take' {
        { Set-IpvsSetting sync_version 9 -ErrorAction Stop } | Should -Throw -ErrorId 'IpvsSettingValueInvalid,*'
        { Set-IpvsSetting nosuch 1 -ErrorAction Stop } | Should -Throw -ErrorId 'IpvsSettingNotFound,*'
    }
}

Describe 'Get-IpvsInfo' {
    It 'has the version that ipvsadm prints' {
        $information = Get-IpvsInfo
        (ipvsadm -Ln)[0] | Should -Be "IP Virtual Server version $($information.Version) (size=$($information.ConnectionTableSize))"
    }
}
