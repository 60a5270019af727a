# Run in PowerShell with nothing imported; the argument is a module path with the installed package. It does a real task by name alone.
$env:PSModulePath = $args[0]
Import-Module IpvsPS -ErrorAction Stop
$module = Get-Module IpvsPS
"$($module.Version) in $($module.ModuleBase)"
New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.185/32
New-IpvsService 10.0.0.185:80 | Add-IpvsRealServer 172.17.0.3:80, 172.17.0.4:80 -ForwardingMethod Masquerade
Get-IpvsRealServer | ForEach-Object { "$($_.Service) -> $_ $($_.ForwardingMethod)" }
ipvsadm -Sn
(Get-Help New-IpvsService).Synopsis
Get-Help about_IpvsPS | ForEach-Object { ($_ -split "`n")[1].Trim() }
