# Run in PowerShell with nothing imported. The arguments are the package and the README: installs the first as users do, for this user,
# whose home is empty in the lab, does a real task by name alone, and runs the README's tour from top to bottom.
$package, $readme = $args
$ErrorActionPreference = 'Stop'
$gallery = New-Item (Join-Path ([IO.Path]::GetTempPath()) 'gallery') -ItemType Directory
Copy-Item $package $gallery
Register-PSResourceRepository local -Uri $gallery.FullName
Install-PSResource IpvsPS -Repository local -TrustRepository
Import-Module IpvsPS
$module = Get-Module IpvsPS
"$($module.Version) in $($module.ModuleBase), licence $(Test-Path "$($module.ModuleBase)/LICENSE")"
New-DummyLink dummy9 | Add-NetLinkAddress -Address 10.0.0.184/32
New-IpvsService 10.0.0.184:80 | Add-IpvsRealServer 172.17.0.3:80, 172.17.0.4:80 -ForwardingMethod Masquerade
Get-IpvsRealServer | ForEach-Object { "$($_.Service) -> $_ $($_.ForwardingMethod)" }
ipvsadm -Sn
Get-IpvsService | Remove-IpvsService
(Get-Help New-IpvsService).Synopsis
Get-Help about_IpvsPS | ForEach-Object { ($_ -split "`n")[1].Trim() }

$text = Get-Content $readme -Raw
$tour = [regex]::Matches($text.Substring($text.IndexOf("`n## A tour")), '(?ms)^```powershell\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
Set-Location (New-Item (Join-Path ([IO.Path]::GetTempPath()) 'tour') -ItemType Directory)
foreach ($block in $tour) {
    try { . ([scriptblock]::Create($block)) | Out-Null }
    catch { "The tour's '$($_.InvocationInfo.Line.Trim())': $_" }
}
"tour: $($tour.Count) blocks"
