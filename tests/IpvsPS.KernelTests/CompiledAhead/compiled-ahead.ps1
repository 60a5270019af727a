# Imports the module of the manifest in this fresh process and writes where its assemblies came from, how many methods the first command
# and then a first import of a configuration have compiled as they ran, and in which states of the module its own assemblies are found.
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

$rules = [IO.Path]::GetTempFileName()
[IO.File]::WriteAllText($rules, "-A -t 10.0.0.1:80 -s wlc`n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1`n-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1`n")
ip netns add compiled-ahead
try {
    ip -n compiled-ahead link set lo up
    $before = [Runtime.JitInfo]::GetCompiledMethodCount($false)
    Import-IpvsConfiguration $rules -NetNamespace compiled-ahead
    $compiledByImport = [Runtime.JitInfo]::GetCompiledMethodCount($false) - $before
}
finally {
    ip netns del compiled-ahead
    Remove-Item $rules
}

foreach ($name in 'IpvsPS', 'IpvsPS.Core') {
    @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name }).ForEach({ $_.Location })
}

$compiled
$compiledByImport
$link.Name
Remove-Module IpvsPS
Find
Import-Module $Manifest
# Another runspace that has it and removes it takes nothing from this one.
$other = [PowerShell]::Create()
$null = $other.AddScript('Import-Module $args[0]; Remove-Module IpvsPS').AddArgument($Manifest).Invoke()
Find
