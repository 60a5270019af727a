<#
.SYNOPSIS
Runs the acceptance tests with Pester 5 where it is found, and says so where it is not.
.DESCRIPTION
The tests make and remove network namespaces and never touch the machine's own network. They need root and a kernel
with IPVS, which the lab has:

dotnet run --project tests/IpvsPS.Lab -- script --pwsh --without-module tests/Pester/Invoke-Acceptance.ps1
.PARAMETER Module
The module to test: its manifest, or its name where it is installed. By default the one that the build left in out/IpvsPS.
.PARAMETER Name
Only the files of these names, such as Services or Links.
#>
param(
    [Parameter(Position = 0)]
    [string] $Module = (Join-Path $PSScriptRoot '../../out/IpvsPS/IpvsPS.psd1'),

    [Parameter(Position = 1)]
    [string[]] $Name = '*'
)

$pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 } | Sort-Object Version -Descending | Select-Object -First 1
if (-not $pester) {
    Write-Warning 'Pester 5 is not installed, so the acceptance tests did not run. Install-PSResource Pester -Version ''[5,6)'' brings it.'
    exit 2
}

Import-Module $pester
Import-Module $Module -Force -ErrorAction Stop
Get-Module IpvsPS | ForEach-Object { "IpvsPS $($_.Version) from $($_.Path)" }
$run = New-PesterConfiguration
$run.Run.Path = @($Name | ForEach-Object { Join-Path $PSScriptRoot "$_.Tests.ps1" })
$run.Run.PassThru = $true
$run.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $run
# Not only Result: files in which nothing is found fail no test.
exit ($result.Result -eq 'Passed' -and $result.PassedCount -gt 0 ? 0 : 1)
