# Network namespaces: made, entered, run in and named, interchangeable with those of ip netns.
Describe 'Network namespaces' {
    AfterEach {
        Get-NetNamespace blue, green, red -ErrorAction SilentlyContinue | Remove-NetNamespace -Confirm:$false
    }

    It 'are those of ip netns' {
        New-NetNamespace blue | Out-Null
        ip netns add green
        (Get-NetNamespace blue, green).Name | Should -Be @('blue', 'green')
        ip netns list | ForEach-Object { ($_ -split ' ')[0] } | Should -Contain 'blue'
        (Get-NetLink lo -NetNamespace blue).State | Should -Be 'Down' -Because 'ip netns add leaves it down'
        ip netns delete blue
        { Get-NetNamespace blue -ErrorAction Stop } | Should -Throw -ErrorId 'NetNamespaceNotFound,*'
    }

    It 'change where a command works, from Enter to Exit' {
        New-NetNamespace blue -LoopbackUp | Out-Null
        $here = (readlink /proc/thread-self/ns/net)
        Enter-NetNamespace blue
        try {
            New-IpvsService 10.0.0.1:80 | Out-Null
            readlink /proc/self/ns/net | Should -Not -Be $here
            (ipvsadm -Sn) | Should -Be '-A -t 10.0.0.1:80 -s wlc'
        }
        finally {
            Exit-NetNamespace
        }

        readlink /proc/self/ns/net | Should -Be $here
        Get-IpvsService 10.0.0.1:* | Should -BeNullOrEmpty
        Get-IpvsService -NetNamespace blue | Should -HaveCount 1
    }

    It 'nest' {
        New-NetNamespace blue, green -LoopbackUp | Out-Null
        Enter-NetNamespace blue
        Enter-NetNamespace green
        New-DummyLink inner0
        Exit-NetNamespace
        New-DummyLink outer0
        Exit-NetNamespace
        (Get-NetLink -Kind dummy -NetNamespace green).Name | Should -Be 'inner0'
        (Get-NetLink -Kind dummy -NetNamespace blue).Name | Should -Be 'outer0'
    }

    It 'are left when a block throws' {
        New-NetNamespace blue | Out-Null
        $here = (readlink /proc/self/ns/net)
        { Invoke-NetNamespace blue { throw 'inside' } } | Should -Throw 'inside'
        readlink /proc/self/ns/net | Should -Be $here
    }

    It 'run a block for each, with arguments' {
        New-NetNamespace blue, green -LoopbackUp | Out-Null
        $names = Get-NetNamespace blue, green | Invoke-NetNamespace -ScriptBlock { param($name) (New-DummyLink $name).NetNamespace } -ArgumentList 'x0'
        $names | Should -Be @('blue', 'green')
    }

    It 'do not hold what comes after them in the pipeline' {
        New-NetNamespace blue | Out-Null
        $here = (readlink /proc/self/ns/net)
        Invoke-NetNamespace blue { 1..3 } | ForEach-Object { readlink /proc/self/ns/net } | Select-Object -Unique | Should -Be $here
    }

    It 'run a program as ip netns exec does' {
        New-NetNamespace blue -LoopbackUp | Out-Null
        Invoke-NetNamespace blue -FilePath ip -ArgumentList '-brief', 'link', 'show', 'lo' | Should -Match '^lo '
        Invoke-NetNamespace blue -FilePath sh -ArgumentList '-c', 'exit 3'
        $LASTEXITCODE | Should -Be 3
    }

    It 'get a name by a process' {
        $process = Start-Process unshare -ArgumentList '--net', 'sleep', '60' -PassThru
        try {
            $here = (readlink /proc/self/ns/net)
            while ((readlink "/proc/$($process.Id)/ns/net") -eq $here) { Start-Sleep -Milliseconds 20 }
            $pod = Register-NetNamespace -ProcessId $process.Id -Name red
            $pod.Inode | Should -Be ((readlink "/proc/$($process.Id)/ns/net") -replace '\D')
            New-DummyLink dummy0 -NetNamespace $pod | Out-Null
            (Get-NetLink dummy0 -NetNamespace $process.Id).Name | Should -Be 'dummy0'
            (Get-NetNamespace red -Process).ProcessIds -split ',' | Should -Contain $process.Id
        }
        finally {
            $process | Stop-Process
        }
    }

    It 'are remembered by objects, not by where one is' {
        New-NetNamespace blue, green -LoopbackUp | Out-Null
        $service = New-IpvsService 10.0.0.1:80 -NetNamespace blue
        Enter-NetNamespace green
        try {
            $service | Add-IpvsRealServer 172.17.0.3
        }
        finally {
            Exit-NetNamespace
        }

        Get-IpvsRealServer -NetNamespace blue | Should -HaveCount 1
        Get-IpvsRealServer -NetNamespace green | Should -BeNullOrEmpty
    }

    It 'have one left to leave, or an error' {
        { Exit-NetNamespace -ErrorAction Stop } | Should -Throw -ErrorId 'NetNamespaceNotEntered,*'
    }

    It 'are worked in from ForEach-Object -Parallel by their name' {
        New-NetNamespace blue, green -LoopbackUp | Out-Null
        $manifest = (Get-Module IpvsPS).Path -replace '\.dll$', '.psd1'
        'blue', 'green' | ForEach-Object -Parallel {
            Import-Module $using:manifest
            New-IpvsService 10.0.0.1:80 -NetNamespace $_ | Out-Null
        }
        Get-IpvsService -NetNamespace blue | Should -HaveCount 1
        Get-IpvsService -NetNamespace green | Should -HaveCount 1
    }

    It 'are worked in from a job by their name' {
        New-NetNamespace blue -LoopbackUp | Out-Null
        $manifest = (Get-Module IpvsPS).Path -replace '\.dll$', '.psd1'
        $job = Start-Job { Import-Module $using:manifest; (New-IpvsService 10.0.0.1:80 -NetNamespace blue).ToString() }
        $job | Wait-Job -Timeout 120 | Receive-Job | Should -Be 'TCP 10.0.0.1:80 wlc'
        $job | Remove-Job -Force
        Get-IpvsService -NetNamespace blue | Should -HaveCount 1
    }

    It 'hold a job that is started inside, and none that is started after leaving' {
        New-NetNamespace blue | Out-Null
        $here = readlink /proc/self/ns/net
        Enter-NetNamespace blue
        try {
            $inside = readlink /proc/self/ns/net
            $job = Start-Job { readlink /proc/self/ns/net }
        }
        finally {
            Exit-NetNamespace -WarningAction Ignore
        }

        $later = Start-Job { readlink /proc/self/ns/net }
        $job, $later | Wait-Job -Timeout 120 | Out-Null
        $inside | Should -Not -Be $here
        Receive-Job $job | Should -Be $inside
        Receive-Job $later | Should -Be $here
        $job, $later | Remove-Job -Force
    }

    It 'hold a job after a minute inside, and none after leaving: the pool has grown anew meanwhile' {
        New-NetNamespace blue | Out-Null
        $here = readlink /proc/self/ns/net
        Enter-NetNamespace blue
        try {
            $inside = readlink /proc/self/ns/net
            Start-Sleep 60
            $job = Start-Job { readlink /proc/self/ns/net }
            $pool = 1..4 | ForEach-Object -Parallel { readlink /proc/thread-self/ns/net } | Select-Object -Unique
        }
        finally {
            Exit-NetNamespace -WarningAction Ignore
        }

        $later = Start-Job { readlink /proc/self/ns/net }
        $job, $later | Wait-Job -Timeout 120 | Out-Null
        $inside | Should -Not -Be $here
        $pool | Should -Be $here
        Receive-Job $job | Should -Be $inside
        Receive-Job $later | Should -Be $here
        $job, $later | Remove-Job -Force
    }
}
