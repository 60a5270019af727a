namespace IpvsPS.Endurance;

/// <summary>A piece of a soak's work.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Script">What it runs; the text never changes, since the engine keeps each that it has compiled.</param>
/// <param name="Errors">The ids of the errors that it must write, in order.</param>
internal sealed record SoakStep(string Name, string Script, params string[] Errors)
{
    /// <summary>One round of mixed work. It begins and ends with the table of 400 services in the namespace soak and nothing
    /// else.</summary>
    public static SoakStep[] Round { get; } =
    [
        new(
            "services and real servers",
            """
            New-IpvsService 10.0.0.1:80 -Scheduler wrr -NetNamespace soak |
                Add-IpvsRealServer 10.1.0.1:80, 10.1.0.2:80 -ForwardingMethod Masquerade
            Set-IpvsRealServer 10.1.0.2:80 -VirtualAddress 10.0.0.1:80 -Weight 5 -NetNamespace soak
            Set-IpvsService 10.0.0.1:80 -Scheduler sh -NetNamespace soak
            $null = Get-IpvsRealServer 10.0.0.1:80 -NetNamespace soak
            Remove-IpvsService 10.0.0.1:80 -NetNamespace soak
            if (@(Get-IpvsService -NetNamespace soak).Count -ne 400) { throw 'some services are missing' }
            if (@(Get-IpvsRealServer -NetNamespace soak).Count -ne 400) { throw 'some real servers are missing' }
            """
        ),
        new(
            "the rest of the table",
            """
            $null = Get-IpvsStatistic -NetNamespace soak; Reset-IpvsStatistic -NetNamespace soak
            $null = Get-IpvsConnection -NetNamespace soak
            Set-IpvsTimeout -Tcp 800 -NetNamespace soak; $null = Get-IpvsTimeout -NetNamespace soak; $null = Get-IpvsInfo -NetNamespace soak
            Set-IpvsSetting drop_entry 0 -NetNamespace soak; $null = Get-IpvsSetting -NetNamespace soak
            Start-IpvsSyncDaemon Master lo -NetNamespace soak; $null = Get-IpvsSyncDaemon -NetNamespace soak
            Stop-IpvsSyncDaemon Master -NetNamespace soak
            """
        ),
        new(
            "whole configurations",
            """
            Export-IpvsConfiguration $directory/out.json -NetNamespace soak -Force
            Sync-IpvsConfiguration $directory/more -NetNamespace soak
            $null = Compare-IpvsConfiguration $directory/stable -Prune -NetNamespace soak
            Sync-IpvsConfiguration $directory/stable -Prune -Force -NetNamespace soak
            """
        ),
        new(
            "namespaces",
            """
            $null = New-NetNamespace soak-round -LoopbackUp
            Enter-NetNamespace soak-round
            $null = New-DummyLink dummy0 | Add-NetLinkAddress -Address 10.0.0.185/32 -PassThru
            Add-NetLinkRoute 10.9.0.0/16 -LinkName dummy0
            $null = Invoke-NetNamespace soak { Get-NetLink lo; Get-NetLinkRoute }
            Exit-NetNamespace
            if ((Invoke-NetNamespace soak-round -FilePath cat /sys/class/net/dummy0/carrier) -ne '1') { throw 'no link dummy0' }
            Enable-IpvsDirectRouting 10.0.0.186 -NetNamespace soak-round 3> $null; Disable-IpvsDirectRouting -NetNamespace soak-round
            $null = Get-NetNamespace -Process; $null = Register-NetNamespace $PID -Name soak-own
            Remove-NetNamespace soak-round, soak-own -Confirm:$false
            """
        ),
        new(
            "links",
            """
            $null = New-VethLink soak0 soak1 -NetNamespace soak; $null = New-BridgeLink soakbr -NetNamespace soak
            Set-NetLink soak0 -Master soakbr -NetNamespace soak
            $null = New-NetNamespace soak-links; Move-NetLink soak1 soak-links -NetNamespace soak
            $null = New-TunnelLink soaktun Ipip -LocalAddress 10.2.0.1 -RemoteAddress 10.2.0.2 -NetNamespace soak
            Remove-NetLink soak0, soakbr, soaktun -NetNamespace soak; Remove-NetNamespace soak-links -Confirm:$false
            """
        ),
        new(
            "failures",
            """
            New-IpvsService 10.50.0.1:80 -NetNamespace soak
            Get-IpvsService 10.9.9.9:80 -NetNamespace soak
            Add-IpvsRealServer 10.1.0.1:80 -VirtualAddress 10.9.9.9:80 -NetNamespace soak
            New-DummyLink lo -NetNamespace soak
            Get-NetLink nothing -NetNamespace soak
            Get-IpvsService -NetNamespace soak-nowhere
            New-NetNamespace soak
            Sync-IpvsConfiguration $directory/refused -NetNamespace soak
            """,
            "IpvsServiceExists",
            "IpvsServiceNotFound",
            "IpvsServiceNotFound",
            "NetLinkExists",
            "NetLinkNotFound",
            "NetNamespaceNotFound",
            "NetNamespaceExists",
            "IpvsSchedulerNotFound",
            "IpvsConfigurationUndone"
        ),
    ];

    /// <summary>Endless work, each to be stopped.</summary>
    public static string[] Stopped { get; } =
    [
        "while ($true) { Get-IpvsRealServer -NetNamespace soak }",
        "Invoke-NetNamespace soak { while ($true) { Get-NetLink lo } }",
        "Invoke-NetNamespace soak -FilePath yes",
    ];
}
