# The time that importing the staged module takes in a fresh PowerShell, and its first cmdlet. It changes nothing.
# Before the clock starts: Join-Path has PowerShell load a module of its own.
$manifest = Join-Path $PSScriptRoot '../out/IpvsPS/IpvsPS.psd1'
$process = [Diagnostics.Process]::GetCurrentProcess()
$processor = $process.TotalProcessorTime
$import = [Diagnostics.Stopwatch]::StartNew()
Import-Module $manifest
$import.Stop()
$process.Refresh()
$processor = $process.TotalProcessorTime - $processor
$first = [Diagnostics.Stopwatch]::StartNew()
$null = Get-NetLink lo
$first.Stop()
'import {0} ms, processor {1:0} ms, first cmdlet {2} ms' -f $import.ElapsedMilliseconds, $processor.TotalMilliseconds, $first.ElapsedMilliseconds
