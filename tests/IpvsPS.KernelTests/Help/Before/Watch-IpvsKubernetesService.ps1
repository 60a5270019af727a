# This machine is node1 of the cluster.
New-DummyLink eth0 | Add-NetLinkAddress -Address 192.168.50.1/24 | Out-Null
