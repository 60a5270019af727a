# Clients and real servers of the examples, all of them in this namespace: connections in three states.
New-DummyLink there | Add-NetLinkAddress -Address 10.0.0.9/32, 10.0.0.185/32, 172.17.0.3/32, 172.17.0.4/32
New-IpvsService 10.0.0.185:80 -Scheduler rr | Add-IpvsRealServer 172.17.0.3:8080, 172.17.0.4:8080 -ForwardingMethod Masquerade
New-IpvsService 10.0.0.185:443 -PersistenceTimeout 300 | Add-IpvsRealServer 172.17.0.3:8443 -ForwardingMethod Masquerade
$servers = foreach ($end in '172.17.0.3:8080', '172.17.0.4:8080', '172.17.0.3:8443') {
    $server = [Net.Sockets.TcpListener]::new([Net.IPEndPoint]::Parse($end))
    $server.Start()
    $server
}
$clients = foreach ($way in @((40298, 80), (40312, 80), (40344, 443))) {
    $client = [Net.Sockets.TcpClient]::new([Net.IPEndPoint]::new([Net.IPAddress]::Parse('10.0.0.9'), $way[0]))
    $client.Connect('10.0.0.185', $way[1])
    $client
}
$closed = (Get-IpvsConnection -RealAddress 172.17.0.4).ClientPort
($clients | Where-Object { $_.Client.LocalEndPoint.Port -eq $closed }).Client.Shutdown('Send')
