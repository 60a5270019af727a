# Run by an ordinary user: the table as it is seen, what is said of it, and what each other command says of a file of rules.
param([string] $File)
& {
    foreach ($service in Get-IpvsService) {
        "$service"
        $service | Get-IpvsRealServer -WarningAction Ignore | ForEach-Object { "-> $_ $($_.ForwardingMethod) $($_.Weight) $($_.ActiveConnections) $($_.InactiveConnections)" }
    }
} 3>&1
'---'
Get-IpvsRealServer 10.0.0.1:80 -RealAddress 10.1.0.1 -Protocol Tcp 3>&1 | ForEach-Object { if ($_ -is [IpvsPS.Objects.IpvsRealServer]) { "$_ <$($_.UpperThreshold)> <$($_.LowerThreshold)> <$($_.TunnelType)> <$($_.PersistentConnections)>" } else { "$_" } }
Get-IpvsService -FirewallMark 9 -WarningAction Ignore | ForEach-Object { "mark 9 <$($_.AddressFamily)>" }
Get-IpvsService -VirtualPort 53 -WarningAction Ignore | ForEach-Object { "$_ <$($_.OnePacket)> <$($_.SchedulerFlag)>" }
"compared: $(@(Compare-IpvsConfiguration $File -WarningAction Ignore) -join ', ')"
"compared: $(Get-Content $File -Raw | ForEach-Object { $_ -replace ':8080 -m -w 0', ':8080 -m -w 7' } | ConvertTo-IpvsConfiguration | Compare-IpvsConfiguration -WarningAction Ignore | ForEach-Object { "$($_.Action) $($_.Kind) $($_.Target)" })"
'---'
foreach ($command in
    { Get-IpvsService 10.9.9.9:80 -WarningAction Ignore },
    { New-IpvsService 10.0.0.77:80 },
    { Get-IpvsConfiguration },
    { Sync-IpvsConfiguration $File },
    { Get-IpvsStatistic },
    { Export-IpvsConfiguration $File -Force -InputObject ([IpvsPS.Objects.IpvsConfiguration]@{ Services = @(Get-IpvsService -WarningAction Ignore) }) }) {
    & $command 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $_" }
}
'---'
& {
    "healthy: $((Debug-IpvsService 10.2.0.1:80).Id)"
    "without its address: $((Debug-IpvsService 10.2.0.2:80 -WarningAction Ignore | ForEach-Object { "$($_.Id) $($_.Target)" }) -join ', ')"
    "not forwarded: $((Debug-IpvsService '[fd00:2::1]:80' -WarningAction Ignore | ForEach-Object { "$($_.Id) $($_.Target)" }) -join ', ')"
    "active: $((Debug-IpvsService 10.2.0.3, 10.2.0.4 -Active).Id | Sort-Object)"
} 3>&1 | ForEach-Object { "$_" }
'---'
foreach ($line in 'Get-IpvsService 10.0.0.', 'Get-IpvsRealServer 10.0.0.1:80 -RealAddress ', 'Get-IpvsService -FirewallMark ', 'Get-IpvsSetting conntra', 'Get-NetLink l') {
    "${line}: $((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText)"
}
