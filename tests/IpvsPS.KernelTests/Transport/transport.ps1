# Sends every type of object through every transport and back, pipes it to the commands that take it, and compares with what the
# live object does. Writes a line for each pair: 'Type Transport same', or what is different.
param([string] $Import, [string] $Remote)
. ([scriptblock]::Create($Import))
$ErrorActionPreference = 'Continue'
$WarningPreference = 'SilentlyContinue'
$PSDefaultParameterValues['Remove-*:Confirm'] = $false
$file = Join-Path ([IO.Path]::GetTempPath()) "transport-$PID"

# Get makes the objects, also in a job and on another host, which has this module too. Use is done for each of them. Look shows what the
# kernel has then, of IPVS or of links, also of the types before it: it takes a while in the lab. A type that holds other objects needs no CSV.
$types = [ordered] @{
    IpvsStatistic = @{ Get = { Get-IpvsStatistic -NetNamespace trans -RealServer }; Use = { $_ | Get-IpvsStatistic; $_ | Get-IpvsRealServer; $_ | Reset-IpvsStatistic } }
    IpvsConnection = @{
        Get = { [IpvsPS.Objects.IpvsConnection] @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; ClientAddress = '10.9.0.9'; ClientPort = 4000; RealAddress = '10.1.0.1'; RealPort = 8080; ExpiresIn = 60; NetNamespace = 'trans' } }
        Use = { $_ | Get-IpvsRealServer; $_ | Get-IpvsConnection; $_ | Remove-IpvsService; $_ | Remove-IpvsRealServer }
    }
    IpvsConnectionCount = @{
        Get = { [IpvsPS.Objects.IpvsConnectionCount] @{ Count = 5; Established = 3; Share = 62.5; VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; RealAddress = '10.1.0.1'; RealPort = 8080; NetNamespace = 'trans' } }
        Use = { $_ | Get-IpvsRealServer; $_ | Remove-IpvsService; "$($_.Count) $($_.Share)" }
    }
    IpvsStatisticSample = @{
        Get = { [IpvsPS.Objects.IpvsStatisticSample] @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; RealAddress = '10.1.0.1'; RealPort = 8080; Connections = 5; ConnectionsPerSecond = 2.5; NetNamespace = 'trans' } }
        Use = { $_ | Get-IpvsRealServer; $_ | Reset-IpvsStatistic; $_ | Remove-IpvsService; "$($_.ConnectionsPerSecond)" }
    }
    IpvsMetricServer = @{ Get = { [IpvsPS.Objects.IpvsMetricServer] @{ Port = 9464; RealServer = $true } }; Use = { $_ | Stop-IpvsMetricServer; "$($_.ListenAddress) $($_.RealServer)" } }
    IpvsDrainResult = @{
        Get = { [IpvsPS.Objects.IpvsDrainResult] @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; RealAddress = '10.1.0.1'; RealPort = 8080; Drained = $true; Elapsed = 1.5; NetNamespace = 'trans' } }
        Use = { $_ | Suspend-IpvsRealServer | ForEach-Object { "$_ $($_.Suspended) $($_.FullWeight)" }; $_ | Resume-IpvsRealServer; $_ | Get-IpvsRealServer; $_ | Remove-IpvsService }
    }
    IpvsHealthCheck = @{
        Get = {
            New-IpvsHealthCheck Tcp
            New-IpvsHealthCheck Http -Path /healthz -Interval 3s -FastInterval 500ms -Timeout 1.5 -Rise 1 -StatusCode '200-299,404' -Header 'Accept: text/plain', 'X-Check: 1' -StartDown
            New-IpvsHealthCheck Https -TargetAddress 2001:db8::9 -Port 8443 -ServerName shop.example -VerifyCertificate -CertificateWarning '14d' -FirewallMark 9
            New-IpvsHealthCheck Udp -Payload 00ff -RequireReply -ReplyPattern 01xx -LeastReplyLength 2
            New-IpvsHealthCheck Script -ScriptPath /bin/test -ArgumentList '-n', 'a b'
        }
        Use = { $_ | New-IpvsHealthCheck | ForEach-Object { ConvertTo-Json $_ -Compress }; "$(Test-IpvsRealServer 10.1.0.1:8080 -Check $_ -NetNamespace trans)" }
    }
    IpvsHealthResult = @{
        Get = { Test-IpvsRealServer -NetNamespace trans -Check Tcp 10.1.0.* }
        Use = { $_ | Get-IpvsRealServer; $_ | Test-IpvsRealServer; $_ | Remove-IpvsService; "$($_.Healthy) $([IpvsPS.Health.ProbeOutcome] $_.Outcome) $([IpvsPS.IpvsHealthVia] $_.Via) $($_.Check): $($_.Detail)" }
    }
    IpvsHealth = @{
        Get = { [IpvsPS.Objects.IpvsHealth] @{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; RealAddress = '10.1.0.1'; RealPort = 8080; Health = 'Down'; Weight = 0; FullWeight = 3; Since = '2026-01-02T03:04:05Z'; Age = 1.5; NetNamespace = 'trans' } }
        Use = { $_ | Get-IpvsHealth; $_ | Get-IpvsRealServer; $_ | Remove-IpvsService; "$([IpvsPS.State.ServerHealth] $_.Health) $($_.Weight) $($_.FullWeight) $($_.Age)" }
    }
    IpvsHealthEvent = @{
        Get = { [IpvsPS.Objects.IpvsHealthEvent] @{ Kind = 'Down'; VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; RealAddress = '10.1.0.1'; RealPort = 8080; Weight = 0; FormerWeight = 3; Outcome = 'TimedOutReading'; NetNamespace = 'trans' } }
        Use = { $_ | Get-IpvsRealServer; $_ | Test-IpvsRealServer; $_ | Remove-IpvsService; "$([IpvsPS.Health.HealthEventKind] $_.Kind) $([IpvsPS.Health.ProbeOutcome] $_.Outcome) $($_.FormerWeight) $($_.Weight)" }
    }
    IpvsFinding = @{
        Get = { Set-IpvsSetting run_estimation $false -NetNamespace trans; Debug-IpvsService -NetNamespace trans -Id D013, D014; Set-IpvsSetting run_estimation $true -NetNamespace trans }
        Use = { Set-IpvsSetting run_estimation $false -NetNamespace trans; $_ | Repair-IpvsService; $_ | Remove-IpvsService; "$([IpvsPS.IpvsFindingSeverity] $_.Severity) $([IpvsPS.IpvsFindingConfidence] $_.Confidence) $($_.Subject) $($_.Is); $($_.Cure) $($_.NetNamespace)"; Set-IpvsSetting run_estimation $true -NetNamespace trans }
    }
    IpvsRepair = @{
        Get = { [IpvsPS.Objects.IpvsRepair] @{ Id = 'D014'; Target = 'net.ipv4.vs.run_estimation'; Former = '0'; Now = '1'; Undo = 'Set-IpvsSetting run_estimation $false -NetNamespace trans'; NetNamespace = 'trans' } }
        Use = { & ([scriptblock]::Create($_.Undo)); $_ | Repair-IpvsService; $_ | Repair-IpvsService; $_ | Remove-IpvsService }
    }
    IpvsRealServer = @{ Get = { Get-IpvsRealServer -NetNamespace trans }; Use = { $_ | Set-IpvsRealServer -Weight 9 -PassThru; $_ | Remove-IpvsService; $_ | Set-IpvsService -Scheduler rr; $_ | Reset-IpvsStatistic; $_ | Remove-IpvsRealServer; $_ | Add-IpvsRealServer -PassThru } }
    IpvsTimeout = @{ Get = { Get-IpvsTimeout -NetNamespace trans }; Use = { $_ | Set-IpvsTimeout -NetNamespace trans2 -PassThru; $_ | Get-IpvsTimeout } }
    IpvsInfo = @{ Get = { Get-IpvsInfo -NetNamespace trans }; Use = { $_ | Get-IpvsInfo | ForEach-Object { "$_ $($_.NetNamespace)" } } }
    IpvsScheduler = @{ Get = { Get-IpvsScheduler m*, s* }; Use = { $_ | New-IpvsService 10.0.0.7:80 -NetNamespace trans2; $_ | Get-IpvsScheduler; Remove-IpvsService 10.0.0.7:80 -NetNamespace trans2 } }
    IpvsSyncDaemon = @{ Get = { Get-IpvsSyncDaemon -NetNamespace trans }; Use = { $_ | Stop-IpvsSyncDaemon; $_ | Start-IpvsSyncDaemon -PassThru } }
    IpvsSetting = @{ Get = { Get-IpvsSetting sync_threshold, conntrack, drop_entry -NetNamespace trans }; Use = { $_ | Set-IpvsSetting -NetNamespace trans2 -PassThru; $_ | Get-IpvsSetting } }
    IpvsChange = @{
        Get = { Get-IpvsConfiguration -NetNamespace trans | Compare-IpvsConfiguration -NetNamespace trans2 }
        Use = { "$([IpvsPS.IpvsChangeAction] $_.Action) $([IpvsPS.IpvsChangeKind] $_.Kind) $($_.Target) in $($_.Service): $($_.Details) $($_.NetNamespace)"; $_ | Remove-IpvsService; $_ | Sync-IpvsConfiguration }
    }
    IpvsConfiguration = @{
        Without = 'Csv'
        Get = { Get-IpvsConfiguration -Setting -NetNamespace trans }
        Use = {
            $_ | ConvertFrom-IpvsConfiguration -Format Ipvsadm
            $_ | Compare-IpvsConfiguration -NetNamespace trans2 | ForEach-Object { "$_" }
            $_ | Import-IpvsConfiguration -NetNamespace trans2
            $_ | Sync-IpvsConfiguration -NetNamespace trans2 -PassThru
            $_ | Compare-IpvsConfiguration -Prune
            $_ | Export-IpvsConfiguration "$file.json" -Force
            Compare-IpvsConfiguration "$file.json" -NetNamespace trans2
        }
        Look = 'Ipvs'
    }
    IpvsService = @{ Get = { Get-IpvsService -NetNamespace trans }; Use = { $_ | Set-IpvsService -PassThru -PersistenceTimeout 77; $_ | Get-IpvsRealServer; $_ | Remove-IpvsService; $_ | New-IpvsService }; Look = 'Ipvs' }
    IpvsKubernetesService = @{
        Get = { [IpvsPS.Objects.IpvsKubernetesService] @{ Service = 'shop/web'; Kind = 'ClusterIP'; Protocol = 'Tcp'; VirtualAddress = '10.0.0.1'; VirtualPort = 80; AddressFamily = 'IPv4'; Scheduler = 'rr'; RealAddress = '10.1.0.1'; RealPort = 8080; Weight = 1; NetNamespace = 'trans' } }
        Use = { $_ | Add-IpvsRealServer -ForwardingMethod NAT -PassThru; $_ | Get-IpvsRealServer; $_ | Remove-IpvsService; $_ | Remove-IpvsRealServer }
    }
    IpvsKubernetesChange = @{
        Get = { [IpvsPS.Objects.IpvsKubernetesChange] @{ Action = 'Add'; Kind = 'Service'; Target = 'TCP 10.0.0.1:80'; Service = 'shop/web'; Details = 'rr'; NetNamespace = 'trans' } }
        Use = { "$([IpvsPS.ServiceProxy.ServiceProxyAction] $_.Action) $([IpvsPS.ServiceProxy.ServiceProxyItem] $_.Kind) $($_.Target) $($_.Service) $($_.Details) $($_.NetNamespace)"; $_ | Remove-IpvsService }
    }
    # ConvertFrom-Json makes a time of what looks like one: the moment is what stays the same.
    IpvsKubernetesEvent = @{
        Get = { [IpvsPS.Objects.IpvsKubernetesEvent] @{ Time = '2026-11-26T12:30:05.123Z'; Kind = 'Changed'; Action = 'Add'; Item = 'Service'; Target = 'TCP 10.0.0.1:80'; Service = 'shop/web'; Details = 'rr'; NetNamespace = 'trans' } }
        Use = { "$([IpvsPS.ServiceProxy.Live.ServiceProxyHappeningKind] $_.Kind) $([IpvsPS.ServiceProxy.ServiceProxyAction] $_.Action) $([IpvsPS.ServiceProxy.ServiceProxyItem] $_.Item) $(([datetimeoffset] $_.Time).UtcDateTime.ToString('o')) $($_.Target) $($_.Service) $($_.Details) $($_.NetNamespace)"; $_ | Remove-IpvsService }
    }
    IpvsDirectRouting = @{ Get = { Get-IpvsDirectRouting 10.5.0.1 -NetNamespace trans }; Use = { $_ | Get-IpvsDirectRouting | ForEach-Object { "$_" }; $_ | Enable-IpvsDirectRouting -Force; $_ | Disable-IpvsDirectRouting } }
    NetLinkNeighbor = @{ Get = { Get-NetLinkNeighbor -NetNamespace trans }; Use = { $_ | Get-NetLinkNeighbor; $_ | Find-NetLinkRoute; $_ | Get-NetLink } }
    NetLinkAddress = @{ Get = { Get-NetLinkAddress d1 -NetNamespace trans }; Use = { $_ | Get-NetLinkAddress; $_ | Remove-NetLinkAddress; $_ | Add-NetLinkAddress -PassThru } }
    NetLinkRoute = @{ Get = { Get-NetLinkRoute -Table 77 -NetNamespace trans }; Use = { $_ | Get-NetLinkRoute; $_ | Remove-NetLinkRoute; $_ | Add-NetLinkRoute -PassThru }; Look = 'Link' }
    NetLink = @{ Get = { Get-NetLink d1 -NetNamespace trans }; Use = { $_ | Set-NetLink -Mtu 1400 -Down -PassThru; $_ | Get-NetLinkAddress; $_ | Add-NetLinkAddress -IPAddress 10.8.0.1/24; $_ | Remove-NetLink; $_ | Get-NetLink } }
    NetNamespace = @{ Get = { Get-NetNamespace trans3 }; Use = { $_ | Get-NetNamespace; $_ | Get-NetLink; $_ | New-DummyLink d9; $_ | Invoke-NetNamespace { (Get-NetLink).Name }; $_ | Remove-NetNamespace; Test-Path /run/netns/trans3 } }
}

# What the objects are made of. Few programs do it, since each takes a while in the lab's kernel.
function Reset-Stage {
    bash -c @'
[ -e /run/netns/trans3 ] || ip netns add trans3
ip netns exec trans2 bash -c "ipvsadm -C; ipvsadm --stop-daemon master 2>/dev/null; ipvsadm --set 900 120 300
  sysctl -qw net.ipv4.vs.sync_threshold='3 50' net.ipv4.vs.conntrack=0 net.ipv4.vs.drop_entry=0"
ip netns exec trans bash -c "ipvsadm -R; ipvsadm --set 11 12 13; ipvsadm --stop-daemon master 2>/dev/null; ipvsadm --start-daemon master --mcast-interface d0 --syncid 5
  sysctl -qw net.ipv4.vs.sync_threshold='4 60' net.ipv4.vs.conntrack=1 net.ipv4.vs.drop_entry=1" <<'RULES'
-C
-A -t 10.0.0.1:80 -s sh -b sh-port,sh-fallback -p 300
-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 3
-a -t 10.0.0.1:80 -r 10.1.0.2 -m -x 20 -y 10
-A -t [2001:db8::1]:443
-a -t [2001:db8::1]:443 -r [2001:db8::3]:443 -i --tun-type gue --tun-port 6080
-A -f 7 -6
-A -u 10.0.0.1:53 -o
RULES
ip -n trans link delete d1 2>/dev/null
ip -n trans route flush table 77 2>/dev/null
ip -n trans -6 route flush table 77 2>/dev/null
ip -n trans -batch - <<'LINKS'
link add d1 address 02:00:00:00:00:01 type dummy
link set d1 addrgenmode none
link set d1 up
address add 10.5.0.1/24 broadcast + label d1:x dev d1
address add 10.5.1.1 peer 10.5.1.2/32 dev d1
address add 2001:db8:5::1/64 nodad dev d1
neigh add 10.5.0.7 lladdr 02:00:00:00:00:07 dev d1 nud permanent
route add 10.6.0.0/16 via 10.5.0.9 dev d1 metric 5 proto static table 77
route add 10.6.0.0/16 via 10.5.0.9 dev d1 metric 5 tos 0x10 proto static table 77
route add blackhole 10.7.0.0/16 table 77 proto static
route add 2001:db8:6::/48 via 2001:db8:5::9 dev d1 metric 9 proto static table 77
LINKS
'@ 2>&1
}

function Show-Ipvs {
    bash -c 'for n in trans trans2; do ip netns exec $n bash -c "ipvsadm -Sn; ipvsadm -L --timeout; ipvsadm -L --daemon; cd /proc/sys/net/ipv4/vs; grep . sync_threshold conntrack drop_entry"; done'
}

function Show-Link {
    bash -c 'ip -n trans -br link; ip -n trans -o address; ip -n trans route show table all; ip -n trans -6 route show table all; ip netns exec trans bash -c "cd /proc/sys/net/ipv4/conf; grep . {all,d0,d1}/{arp_ignore,arp_announce,rp_filter} 2>/dev/null"' |
        ForEach-Object { $_ -replace '^\d+: ' -replace '\s+', ' ' }
}

# What the objects do: what the commands write, by their words, their errors, and what the kernel has then.
function Get-Effect($objects, $type) {
    "$($objects.Count) objects"
    $objects | ForEach-Object { & $type.Use 2>&1 3>$null | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? "error $($_.FullyQualifiedErrorId): $_" : "$_" } }
    if ($type.Look) { & "Show-$($type.Look)" }
}

# Each row runs where its objects are made; a job and another host make all of them at once, since each start takes seconds.
$makeAll = "$Import; `$WarningPreference = 'SilentlyContinue'; " + ($types.Values.ForEach{ "$($_.Get)" } -join '; ')
function Get-All($transport) {
    $made = @{}
    if ($transport -in 'Job', 'Ssh') {
        $all = $transport -eq 'Job' ? (Start-Job ([scriptblock]::Create($makeAll)) | Receive-Job -Wait -AutoRemoveJob) :
            (& ([scriptblock]::Create("Invoke-Command $Remote ([scriptblock]::Create(`$args[0]))")) $makeAll)
        foreach ($type in $types.Keys) { $made[$type] = @($all | Where-Object { $_.PSObject.TypeNames[0] -replace '#.*' -eq "Deserialized.IpvsPS.Objects.$type" }) }
        return $made
    }
    foreach ($type in $types.Keys) {
        $live = @(& $types[$type].Get)
        $made[$type] = @(switch ($transport) {
            Live { $live }
            Csv { if ($types[$type].Without -ne 'Csv') { $live | Export-Csv $file; Import-Csv $file } }
            Json { ConvertTo-Json -InputObject $live -Depth 5 | ConvertFrom-Json }
            Clixml { $live | Export-Clixml $file; Import-Clixml $file }
        })
    }
    $made
}

bash -c 'for n in trans trans2; do ip netns add $n; ip -n $n link set lo up; ip -n $n link add d0 type dummy; ip -n $n link set d0 addrgenmode none up; done'
$expected = @{}
try {
    foreach ($transport in 'Live', 'Csv', 'Json', 'Clixml', 'Job', 'Ssh') {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $null = Reset-Stage
        $sent = Get-All $transport
        if ($env:SHOW) { "## made after $($clock.ElapsedMilliseconds) ms" }
        foreach ($type in $types.Keys) {
            $start = $clock.ElapsedMilliseconds
            if ($types[$type].Without -eq $transport) {
                $null = Get-Effect @(& $types[$type].Get) $types[$type]
                continue
            }
            $actual = @(Get-Effect $sent[$type] $types[$type])
            if ($env:SHOW) { "## $type $($clock.ElapsedMilliseconds - $start) ms" }
            if ($transport -eq 'Live') {
                $expected[$type] = $actual
                if ($sent[$type].Count -eq 0) { "$type Live: none was made" }
                if ($env:SHOW) { "## $type"; $actual }
                continue
            }
            $difference = Compare-Object $expected[$type] $actual -CaseSensitive | ForEach-Object { "$($_.SideIndicator) $($_.InputObject -replace '\s+', ' ')" }
            "$type $transport $($difference ? $difference -join '; ' : 'same')"
        }
        if ($env:SHOW) { "## $transport took $($clock.ElapsedMilliseconds) ms" }
    }
}
finally {
    bash -c 'for n in trans trans2 trans3; do ip netns delete $n; done 2>/dev/null'
    Remove-Item $file, "$file.json" -ErrorAction Ignore
}
