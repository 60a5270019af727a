<#
.SYNOPSIS
Runs the acceptance tests with Pester 5 where it is found, and says so where it is not.
.DESCRIPTION
The tests make and remove network namespaces and never touch the machine's own network. They need root and a kernel
with IPVS: the lab has one (dotnet run --project tests/IpvsPS.Lab -- run -- pwsh tests/Pester/Invoke-Acceptance.ps1).
#>
$pester = Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0.0' | Select-Object -First 1
if (-not $pester) {
    Write-Warning 'Pester 5 is not installed, so the acceptance tests did not run. Install-Module Pester brings it.'
    exit 2
}

Import-Module $pester
Import-Module (Join-Path $PSScriptRoot '../../out/IpvsPS/IpvsPS.psd1') -Force
$result = Invoke-Pester -Path $PSScriptRoot -PassThru -Output Detailed
exit $result.FailedCount
