# Another process takes back what the tests' process has set up in the namespace named behind it.
param([string] $Space)
Disable-IpvsDirectRouting -NetNamespace $Space
