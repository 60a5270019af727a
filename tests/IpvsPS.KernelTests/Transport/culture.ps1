# What the commands take and write, for comparing one culture with another. The first line is the culture.
param([string] $Import)
. ([scriptblock]::Create($Import))
[cultureinfo]::CurrentCulture.Name
$env:LC_ALL = 'C' # for the programs, which need no locale of their own
bash -c 'ip netns add culture; ip -n culture link set lo up; ip -n culture address add 10.77.5.1/32 dev lo'
try {
    $PSDefaultParameterValues['*:NetNamespace'] = 'culture'
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
    New-DummyLink I1 | Add-NetLinkAddress -IPAddress 10.78.0.1/24 -PassThru | ForEach-Object { "$_ $($_.Scope)" }
    try { Add-NetLinkAddress I1 2001:DB8::I1 } catch { "$_" }
    Add-NetLinkAddress I1 2001:DB8:5::1/64 -DuplicateAddressDetection:$false -PreferredLifetime 1.5H -ValidLifetime '2d' -PassThru | ForEach-Object { "$_ $($_.ValidLifetime -gt 172700)" }
    Set-NetLink I1 -Mtu 1400 -PassThru | ForEach-Object { "$_ $($_.Mtu) $($_.State) $($_.Kind)" }
    Add-NetLinkRoute 10.79.0.0/16 -Gateway 10.78.0.9 -Metric 1000 -Table MAIN -PassThru | ForEach-Object { "$_ $($_.Table) $($_.Type)" }
    Add-NetLinkRoute 10.80.0.0/16 -Type PROHIBIT -PassThru | ForEach-Object { "$_ $($_.Type)" }
    Get-NetLinkRoute -Type unIcast | Where-Object Destination -Like 10.7* | Sort-Object Destination | ConvertTo-Csv
    Get-NetLinkAddress i* | ForEach-Object { "none: $_" }
    Get-NetLinkAddress I* -AddressFamily ipv4 | ConvertTo-Json -EnumsAsStrings -Compress
    Get-NetLink I1 | Select-Object -ExcludeProperty Index, MacAddress, *Counters* | Out-String -Width 120
    Find-NetLinkRoute 10.79.5.5 | ForEach-Object { "$_" }
    Get-NetNamespace CULTURE -ErrorAction SilentlyContinue
    Get-NetNamespace cult* | ForEach-Object { "$_ $($_.Name) $($_.File)" }
    Enable-IpvsDirectRouting 10.81.0.1 -LinkName I2 -PassThru -WarningAction Ignore | ForEach-Object { "$_" }
    Get-IpvsConfiguration | ConvertFrom-IpvsConfiguration
    Get-IpvsScheduler LBLC* -WarningAction Ignore | ForEach-Object { "$_ $($_.Description)" }
    Get-IpvsSetting am_droprate, CONNTRACK | ConvertTo-Csv
    Get-IpvsSetting conn_lfactor | ConvertTo-Csv | ConvertFrom-Csv | Set-IpvsSetting -PassThru | ForEach-Object { "$_" }
    try { Set-IpvsSetting conn_lfactor -Value 9 -ErrorAction Stop } catch { "$_" }
    New-IpvsHealthCheck Tcp -Interval 2.5 -FastInterval '1.5s' -Timeout 0.75 | ConvertTo-Csv | ConvertFrom-Csv | New-IpvsHealthCheck | ConvertTo-Json -EnumsAsStrings -Compress
    try { Get-IpvsService WEB -ErrorAction Stop } catch { "$_" }
    try { New-IpvsService 10.0.0.9:80 -Scheduler rr -PersistenceTimeout 1,5 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
    'all of it'
}
finally {
    bash -c 'ip netns delete culture'
}
