<#
.SYNOPSIS
Runs the acceptance tests with Pester 5 or 6.
.DESCRIPTION
The tests make and remove network namespaces and never touch the machine's own network. They need root and a kernel
with IPVS, which the lab has, as it has PowerShell and Pester:

dotnet run --project tests/IpvsPS.Lab -- script --without-module tests/Pester/Invoke-Acceptance.ps1
.PARAMETER Module
The module to test: its manifest, or its name where it is installed. By default the one that the build left in out/IpvsPS.
.PARAMETER Name
Only the files of these names, such as Services or Links; those of docs/testing-your-scripts.md too.
.PARAMETER PesterVersion
The major version of Pester, of which the newest that is found runs the tests.
#>
param(
    [Parameter(Position = 0)]
    [string] $Module = (Join-Path $PSScriptRoot '../../out/IpvsPS/IpvsPS.psd1'),

    [Parameter(Position = 1)]
    [string[]] $Name = '*',

    [ValidateSet(5, 6)]
    [int] $PesterVersion = 6
)

$pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq $PesterVersion } | Sort-Object Version -Descending | Select-Object -First 1
if (-not $pester) {
    throw "Pester $PesterVersion is not installed: Install-PSResource Pester -Version '[$PesterVersion,$($PesterVersion + 1))' brings it."
}

"Pester $($pester.Version)"
Import-Module $pester
Import-Module $Module -Force -ErrorAction Stop
Get-Module IpvsPS | ForEach-Object { "IpvsPS $($_.Version) from $($_.Path)" }
# The samples of the document for users, each in the file that its first line names. They import the module by its name.
$env:PSModulePath = (Split-Path (Get-Module IpvsPS).ModuleBase), $env:PSModulePath -join ':'
$samples = New-Item (Join-Path ([IO.Path]::GetTempPath()) "samples.$PID") -ItemType Directory
$page = Get-Content (Join-Path $PSScriptRoot '../../docs/testing-your-scripts.md') -Raw
foreach ($sample in $page -split '(?m)^```powershell\n' | Select-Object -Skip 1) {
    $file = $sample -replace '(?s)^# (\S+)\n.*', '$1'
    Set-Content (Join-Path $samples $file) ($sample -replace '(?sm)^```.*')
}

$run = New-PesterConfiguration
$run.Run.Path = @(Get-ChildItem $PSScriptRoot, $samples -Include @($Name | ForEach-Object { "$_.Tests.ps1" }) -Recurse | ForEach-Object FullName)
$run.Run.PassThru = $true
$run.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $run
Remove-Item $samples -Recurse
# Not only Result: files in which nothing is found fail no test.
exit ($result.Result -eq 'Passed' -and $result.PassedCount -gt 0 ? 0 : 1)
