# Run on a kernel without IPVS: what each command says.
foreach ($command in { Get-IpvsService }, { New-IpvsService 10.0.0.1:80 }) {
    & $command 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $($_.ErrorDetails.Message)" }
}
