# What the commands take and write, for comparing one culture with another. The first line is the culture.
param([string] $Import)
. ([scriptblock]::Create($Import))
[cultureinfo]::CurrentCulture.Name
$env:LC_ALL = 'C' # for the programs, which need no locale of their own
bash -c 'ip netns add culture; ip -n culture link set lo up; ip -n culture address add 10.77.5.1/32 dev lo'
try {
    $PSDefaultParameterValues['*-Ipvs*:NetNamespace'] = 'culture'
    New-IpvsService 10.77.5.1:80 -Protocol TCP -Scheduler WRR | Add-IpvsRealServer 127.0.0.1:8080 -ForwardingMethod masquerade -PassThru | ForEach-Object { "$($_.Service) $_ $($_.ForwardingMethod)" }
    New-IpvsService -FirewallMark 5 -AddressFamily ipv6 -Scheduler LBLCR | ForEach-Object { "$_" }
    [pscustomobject] @{ virtualaddress = '10.0.0.1'; VIRTUALPORT = '53'; Protocol = 'UDP'; OnePacket = 'TRUE'; Scheduler = 'LBLC' } | New-IpvsService | ForEach-Object { "$_" }
    Add-IpvsRealServer 10.1.0.1 -VirtualAddress 10.0.0.1:53 -Protocol udp -ForwardingMethod tunnel -TunnelType ipip -PassThru | ConvertTo-Csv
    Set-IpvsService 10.77.5.1:80 -PersistenceTimeout 1.5m -PassThru | ForEach-Object { "$_" }
    Set-IpvsService 10.77.5.1:80 -PersistenceTimeout 0
    Set-IpvsTimeout -Tcp 600 -PassThru | ForEach-Object { "$_" }
    Get-IpvsSetting EXPIRE_NODEST_CONN, '*EST_N?CE*' | ForEach-Object { "$_" }
    Set-IpvsSetting EXPIRE_QUIESCENT_TEMPLATE TRUE -PassThru | ForEach-Object { "$_" }
    Invoke-NetNamespace culture {
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 8080)
        $listener.Start()
        $client = [Net.Sockets.TcpClient]::new()
        $client.Connect('10.77.5.1', 80)
        $client.Close()
        $listener.AcceptTcpClient().Close()
        $listener.Stop()
    }
    "$(@(Get-IpvsConnection -State *_wait).Count) connections in TimeWait"
    Get-IpvsService | ConvertTo-Json -EnumsAsStrings -Compress
    Get-IpvsService | Out-String -Width 120
    Get-IpvsStatistic -RealServer | Select-Object -ExcludeProperty Connections, *Packets*, *Bytes*, *Second | ConvertTo-Csv
    try { Get-IpvsService WEB -ErrorAction Stop } catch { "$_" }
    try { New-IpvsService 10.0.0.9:80 -Scheduler rr -PersistenceTimeout 1,5 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
}
finally {
    bash -c 'ip netns delete culture'
}
