# Imports the module of the manifest in this fresh process and writes where its assemblies came from, how many methods the first command
# has compiled as it runs, and in which states of the module its own assemblies are found.
param([string] $Manifest)
$ErrorActionPreference = 'Stop'
function Find {
    try { [Reflection.Assembly]::Load('IpvsPS.Kubernetes').Location }
    catch [IO.FileNotFoundException] { 'nothing' }
}

Import-Module $Manifest
$before = [Runtime.JitInfo]::GetCompiledMethodCount($true)
$link = Get-NetLink lo
$compiled = [Runtime.JitInfo]::GetCompiledMethodCount($true) - $before
foreach ($name in 'IpvsPS', 'IpvsPS.Core') {
    @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name }).ForEach({ $_.Location })
}

$compiled
$link.Name
Remove-Module IpvsPS
Find
Import-Module $Manifest
# Another runspace that has it and removes it takes nothing from this one.
$other = [PowerShell]::Create()
$null = $other.AddScript('Import-Module $args[0]; Remove-Module IpvsPS').AddArgument($Manifest).Invoke()
Find
