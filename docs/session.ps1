# What the picture in the README shows: the lab types these lines and draws docs/session.svg.
New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.185/32
New-IpvsService 10.0.0.185:80 |
    Add-IpvsRealServer 172.17.0.3:80, 172.17.0.4:80 -ForwardingMethod Masquerade
Get-IpvsRealServer
Get-IpvsRealServer -RealAddress 172.17.0.4 | Set-IpvsRealServer -Weight 0
Get-IpvsRealServer | Where-Object Weight -eq 0 | Remove-IpvsRealServer -WhatIf
New-IpvsService 10.0.0.185:80
