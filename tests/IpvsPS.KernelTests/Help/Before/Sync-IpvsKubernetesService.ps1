@'
{ "kind": "List", "apiVersion": "v1", "items": [
  { "kind": "Service", "apiVersion": "v1", "metadata": { "name": "web", "namespace": "shop" },
    "spec": { "clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.10"], "ipFamilies": ["IPv4"], "ports": [{ "name": "http", "port": 80, "protocol": "TCP" }] } },
  { "kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "addressType": "IPv4",
    "metadata": { "name": "web-1", "namespace": "shop", "labels": { "kubernetes.io/service-name": "web" } },
    "ports": [{ "name": "http", "port": 8080, "protocol": "TCP" }],
    "endpoints": [
      { "addresses": ["172.17.0.3"], "nodeName": "node1", "conditions": { "ready": true, "serving": true, "terminating": false } },
      { "addresses": ["172.17.0.4"], "nodeName": "node2", "conditions": { "ready": true, "serving": true, "terminating": false } }] }] }
'@ | Set-Content ./cluster.json
@'
{ "kind": "List", "apiVersion": "v1", "items": [
  { "kind": "Pod", "apiVersion": "v1", "metadata": { "name": "web-a" }, "status": { "phase": "Running", "podIP": "172.17.0.3" } },
  { "kind": "Pod", "apiVersion": "v1", "metadata": { "name": "web-b" }, "status": { "phase": "Running", "podIP": "172.17.0.4" } }] }
'@ | Set-Content ./pods.json
# This machine is node1 of the cluster.
New-DummyLink eth0 | Add-NetLinkAddress -Address 192.168.50.1/24 | Out-Null
Add-NetLinkAddress eth0 2001:db8:50::1/64 | Out-Null
