# Run on a kernel without IPVS: what each command says.
foreach ($command in { Get-IpvsService }, { New-IpvsService 10.0.0.1:80 }) {
    & $command 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $_" }
}
$lines = 'Get-IpvsService ', 'Get-IpvsService -FirewallMark ', 'Remove-IpvsRealServer -Address ', 'Get-IpvsConnection -ClientAddress ', 'Get-IpvsConfiguration -Include ', 'Get-IpvsSetting ', 'Get-IpvsDirectRouting '
"Tab: $($lines | ForEach-Object { (TabExpansion2 $_ $_.Length).CompletionMatches.CompletionText } | Where-Object { $_ }); links: $((TabExpansion2 'Get-NetLink l' 13).CompletionMatches.CompletionText)"
