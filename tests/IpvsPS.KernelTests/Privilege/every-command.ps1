# Run without privileges: what comes of each command of the module, a line each.
$file, $space = $args
$kubeconfig = Join-Path ([IO.Path]::GetTempPath()) "every-command-$PID.config"
Set-Content $kubeconfig '{ "current-context": "lab", "contexts": [{ "name": "lab", "context": { "cluster": "lab" } }],
  "clusters": [{ "name": "lab", "cluster": { "server": "https://127.0.0.1:1" } }] }'
$tries = @{
    'Get-IpvsService' = { Get-IpvsService }
    'New-IpvsService' = { New-IpvsService 10.0.0.9:80 }
    'Set-IpvsService' = { Set-IpvsService 10.0.0.9:80 -Scheduler rr }
    'Remove-IpvsService' = { Remove-IpvsService 10.0.0.9:80 }
    'Clear-IpvsService' = { Clear-IpvsService -Confirm:$false }
    'Get-IpvsRealServer' = { Get-IpvsRealServer }
    'Add-IpvsRealServer' = { Add-IpvsRealServer 10.1.0.1:80 -VirtualAddress 10.0.0.9:80 }
    'Set-IpvsRealServer' = { Set-IpvsRealServer 10.1.0.1:80 -VirtualAddress 10.0.0.9:80 -Weight 2 }
    'Remove-IpvsRealServer' = { Remove-IpvsRealServer 10.1.0.1:80 -VirtualAddress 10.0.0.9:80 }
    'Test-IpvsRealServer' = { Test-IpvsRealServer 10.1.0.1:80 }
    'New-IpvsHealthCheck' = { New-IpvsHealthCheck Tcp }
    'Watch-IpvsHealth' = { Watch-IpvsHealth 10.0.0.9:80 -Count 1 }
    'Get-IpvsHealth' = { Get-IpvsHealth }
    'Suspend-IpvsRealServer' = { Suspend-IpvsRealServer 10.1.0.1:80 }
    'Wait-IpvsRealServer' = { Wait-IpvsRealServer 10.1.0.1:80 -Timeout 1 }
    'Resume-IpvsRealServer' = { Resume-IpvsRealServer 10.1.0.1:80 -Weight 1 }
    'Get-IpvsStatistic' = { Get-IpvsStatistic }
    'Reset-IpvsStatistic' = { Reset-IpvsStatistic }
    'Watch-IpvsStatistic' = { Watch-IpvsStatistic -Count 1 -Interval 0.1 }
    'Show-IpvsStatistic' = { Show-IpvsStatistic -Plain -Count 1 -Interval 0.1 }
    'Export-IpvsMetric' = { Export-IpvsMetric }
    'Start-IpvsMetricServer' = { Start-IpvsMetricServer -Port 0 }
    'Stop-IpvsMetricServer' = { Get-IpvsMetricServer | Stop-IpvsMetricServer }
    'Get-IpvsMetricServer' = { Get-IpvsMetricServer }
    'Get-IpvsConnection' = { Get-IpvsConnection }
    'Get-IpvsTimeout' = { Get-IpvsTimeout }
    'Set-IpvsTimeout' = { Set-IpvsTimeout -Tcp 900 }
    'Get-IpvsInfo' = { Get-IpvsInfo }
    'Get-IpvsScheduler' = { Get-IpvsScheduler }
    'Get-IpvsSetting' = { Get-IpvsSetting drop_entry }
    'Set-IpvsSetting' = { Set-IpvsSetting drop_entry 1 }
    'Get-IpvsSyncDaemon' = { Get-IpvsSyncDaemon }
    'Start-IpvsSyncDaemon' = { Start-IpvsSyncDaemon Master lo }
    'Stop-IpvsSyncDaemon' = { Stop-IpvsSyncDaemon Master }
    'Get-IpvsConfiguration' = { Get-IpvsConfiguration }
    'Export-IpvsConfiguration' = { Export-IpvsConfiguration "$([IO.Path]::GetTempPath())never.json" }
    'Import-IpvsConfiguration' = { Import-IpvsConfiguration $file }
    'ConvertTo-IpvsConfiguration' = { ConvertTo-IpvsConfiguration '{ "version": 1 }' }
    'ConvertFrom-IpvsConfiguration' = { ConvertTo-IpvsConfiguration '{ "version": 1 }' | ConvertFrom-IpvsConfiguration }
    'Compare-IpvsConfiguration' = { Compare-IpvsConfiguration $file }
    'Sync-IpvsConfiguration' = { Sync-IpvsConfiguration $file }
    'Get-IpvsKubernetesService' = { '{ "kind": "List", "apiVersion": "v1", "items": [] }' | Get-IpvsKubernetesService -NodeName node1 -Masquerade None }
    'Sync-IpvsKubernetesService' = { '{ "kind": "List", "apiVersion": "v1", "items": [] }' | Sync-IpvsKubernetesService -NodeName node1 -Masquerade None }
    'Watch-IpvsKubernetesService' = { Watch-IpvsKubernetesService $kubeconfig -NodeName node1 }
    'Clear-IpvsKubernetesService' = { Clear-IpvsKubernetesService -Confirm:$false }
    'Debug-IpvsService' = { Debug-IpvsService }
    'Repair-IpvsService' = { Repair-IpvsService D023 net.ipv4.conf.lo.send_redirects }
    'Enable-IpvsDirectRouting' = { Enable-IpvsDirectRouting 10.0.0.9 }
    'Disable-IpvsDirectRouting' = { Disable-IpvsDirectRouting 10.0.0.9 }
    'Get-IpvsDirectRouting' = { Get-IpvsDirectRouting }
    'New-DummyLink' = { New-DummyLink never0 }
    'New-VethLink' = { New-VethLink never0 never1 }
    'New-BridgeLink' = { New-BridgeLink never0 }
    'New-TunnelLink' = { New-TunnelLink never0 Ipip -LocalAddress 10.2.0.1 -RemoteAddress 10.2.0.2 }
    'Get-NetLink' = { Get-NetLink lo }
    'Set-NetLink' = { Set-NetLink lo -Up }
    'Move-NetLink' = { Move-NetLink dummy-there $space }
    'Remove-NetLink' = { Remove-NetLink dummy-there -Confirm:$false }
    'Get-NetLinkAddress' = { Get-NetLinkAddress lo }
    'Add-NetLinkAddress' = { Add-NetLinkAddress dummy-there 10.0.0.9/32 }
    'Remove-NetLinkAddress' = { Remove-NetLinkAddress dummy-there 10.0.0.8/32 }
    'Get-NetLinkRoute' = { Get-NetLinkRoute }
    'Add-NetLinkRoute' = { Add-NetLinkRoute 10.9.0.0/16 -LinkName dummy-there }
    'Remove-NetLinkRoute' = { Remove-NetLinkRoute 10.8.0.0/16 -LinkName dummy-there }
    'Find-NetLinkRoute' = { Find-NetLinkRoute 10.0.0.8 }
    'Get-NetLinkNeighbor' = { Get-NetLinkNeighbor }
    'Send-NetLinkAnnouncement' = { Send-NetLinkAnnouncement veth-there 10.0.0.8 }
    'Get-NetNamespace' = { Get-NetNamespace $space }
    'New-NetNamespace' = { New-NetNamespace never }
    'Remove-NetNamespace' = { Remove-NetNamespace $space -Confirm:$false }
    'Register-NetNamespace' = { Register-NetNamespace $PID never }
    'Enter-NetNamespace' = { Enter-NetNamespace $space }
    'Exit-NetNamespace' = { Exit-NetNamespace }
    'Invoke-NetNamespace' = { Invoke-NetNamespace $space { 'ran' } }
}
foreach ($command in (Get-Command -Module IpvsPS).Name) {
    if (-not $tries.ContainsKey($command)) { "$command|not tried|"; continue }
    try {
        $failed = @(& $tries[$command] 2>&1 3>$null | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
    }
    catch {
        $failed = @($_)
    }
    if ($failed) { "$command|$($failed[0].FullyQualifiedErrorId.Split(',')[0])|$($failed[0])" } else { "$command|works|" }
}
Remove-Item $kubeconfig
