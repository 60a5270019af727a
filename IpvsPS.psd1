@{
    # The first one loads IpvsPS.dll as it is compiled for this processor. A root module would be loaded before it.
    NestedModules = @('IpvsPS.Loader.dll', 'IpvsPS.dll')
    ModuleVersion = '0.2.0'
    GUID = '5a7fb0c5-0d58-4d0e-9f2e-6a3c1f2f7b43'
    Author = 'The IpvsPS authors'
    CompanyName = 'IpvsPS'
    Copyright = '(c) The IpvsPS authors. MIT license.'
    Description = 'Runs the Linux kernel''s IPVS load balancer with objects: services, real servers, links, addresses and network namespaces, over netlink.'
    PowerShellVersion = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess = @('Ipvs.Format.ps1xml', 'Health.Format.ps1xml', 'Statistics.Format.ps1xml', 'Configuration.Format.ps1xml', 'Diagnosis.Format.ps1xml', 'Kubernetes.Format.ps1xml', 'Links.Format.ps1xml', 'Namespaces.Format.ps1xml')
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    CmdletsToExport = @(
        'Get-IpvsService', 'New-IpvsService', 'Set-IpvsService', 'Remove-IpvsService', 'Clear-IpvsService'
        'Get-IpvsRealServer', 'Add-IpvsRealServer', 'Set-IpvsRealServer', 'Remove-IpvsRealServer'
        'Test-IpvsRealServer', 'Suspend-IpvsRealServer', 'Wait-IpvsRealServer', 'Resume-IpvsRealServer'
        'New-IpvsHealthCheck', 'Watch-IpvsHealth', 'Get-IpvsHealth'
        'Get-IpvsStatistic', 'Reset-IpvsStatistic', 'Get-IpvsConnection'
        'Get-IpvsTimeout', 'Set-IpvsTimeout', 'Get-IpvsInfo', 'Get-IpvsScheduler', 'Get-IpvsSetting', 'Set-IpvsSetting'
        'Watch-IpvsStatistic', 'Show-IpvsStatistic', 'Export-IpvsMetric', 'Start-IpvsMetricServer', 'Stop-IpvsMetricServer', 'Get-IpvsMetricServer'
        'Get-IpvsSyncDaemon', 'Start-IpvsSyncDaemon', 'Stop-IpvsSyncDaemon'
        'Get-IpvsConfiguration', 'Export-IpvsConfiguration', 'Import-IpvsConfiguration', 'Compare-IpvsConfiguration', 'Sync-IpvsConfiguration'
        'ConvertTo-IpvsConfiguration', 'ConvertFrom-IpvsConfiguration'
        'Get-IpvsKubernetesService', 'Sync-IpvsKubernetesService', 'Watch-IpvsKubernetesService', 'Clear-IpvsKubernetesService'
        'Debug-IpvsService', 'Repair-IpvsService'
        'Enable-IpvsDirectRouting', 'Disable-IpvsDirectRouting', 'Get-IpvsDirectRouting'
        'New-DummyLink', 'New-VethLink', 'New-BridgeLink', 'New-TunnelLink'
        'Get-NetLink', 'Set-NetLink', 'Move-NetLink', 'Remove-NetLink'
        'Get-NetLinkAddress', 'Add-NetLinkAddress', 'Remove-NetLinkAddress'
        'Get-NetLinkRoute', 'Add-NetLinkRoute', 'Remove-NetLinkRoute', 'Find-NetLinkRoute'
        'Get-NetLinkNeighbor', 'Send-NetLinkAnnouncement'
        'Get-NetNamespace', 'New-NetNamespace', 'Remove-NetNamespace', 'Register-NetNamespace'
        'Enter-NetNamespace', 'Exit-NetNamespace', 'Invoke-NetNamespace'
    )
    PrivateData = @{
        PSData = @{
            Tags = @('Linux', 'PSEdition_Core', 'IPVS', 'ipvsadm', 'LoadBalancer', 'LVS', 'netlink', 'iproute2', 'Kubernetes', 'kube-proxy')
            LicenseUri = 'https://opensource.org/license/mit'
            ReleaseNotes = 'https://github.com/IpvsPS/IpvsPS/blob/main/CHANGELOG.md'
            ProjectUri = 'https://github.com/IpvsPS/IpvsPS'
            IconUri = 'https://raw.githubusercontent.com/IpvsPS/IpvsPS/main/docs/icon.png'
        }
    }
}
