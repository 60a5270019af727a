<#
.SYNOPSIS
Builds, tests and packages IpvsPS. A thin front for dotnet: everything works without PowerShell too.
.PARAMETER Task
Build: the module in out/IpvsPS. Test: every test. Pester: the acceptance tests in tests/Pester, on the lab's
kernel. Docs: the help that Get-Help reads, in out/IpvsPS/en-US. Package: the module as the PowerShell Gallery
takes it, in out/IpvsPS.VERSION.nupkg.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Docs', 'Package')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build IpvsPS.sln -c Release }
        'Test' { dotnet test IpvsPS.sln }
        'Docs' { dotnet build src/IpvsPS/IpvsPS.csproj -c Release }
        'Package' { dotnet build src/IpvsPS.Package/IpvsPS.Package.csproj -c Release }
        'Pester' {
            dotnet run --project tests/IpvsPS.Lab -- script --without-module tests/Pester/Invoke-Acceptance.ps1
        }
    }

    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
