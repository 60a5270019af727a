using System.Management.Automation;
using System.Reflection;
using IpvsPS.Commands;
using IpvsPS.Testing.Engine;
using Xunit;

namespace IpvsPS.UnitTests.Namespaces;

/// <summary>A namespace that is not there is said once, however much in it is named, by every command that works in namespaces.</summary>
public sealed class MissingNamespaceTests : IDisposable
{
    /// <summary>Each with two things of what it takes several of. A file is the one thing that a configuration is.</summary>
    private static readonly string[] Lines =
    [
        "Get-IpvsService 10.0.0.1, 10.0.0.2",
        "New-IpvsService 10.0.0.1:80, 10.0.0.2:80",
        "Set-IpvsService 10.0.0.1:80, 10.0.0.2:80 -Scheduler rr",
        "Remove-IpvsService 10.0.0.1:80, 10.0.0.2:80",
        "Clear-IpvsService -Confirm:$false",
        "Get-IpvsRealServer 10.0.0.1, 10.0.0.2",
        "Add-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80",
        "Set-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80 -Weight 2",
        "Remove-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80",
        "Test-IpvsRealServer 10.1.0.1, 10.1.0.2",
        "Suspend-IpvsRealServer 10.1.0.1, 10.1.0.2",
        "Wait-IpvsRealServer 10.1.0.1, 10.1.0.2",
        "Resume-IpvsRealServer 10.1.0.1, 10.1.0.2",
        "Watch-IpvsHealth 10.0.0.1, 10.0.0.2 -Count 1",
        "Get-IpvsHealth 10.0.0.1, 10.0.0.2",
        "Get-IpvsStatistic 10.0.0.1, 10.0.0.2",
        "Reset-IpvsStatistic 10.0.0.1:80, 10.0.0.2:80",
        "Watch-IpvsStatistic 10.0.0.1, 10.0.0.2 -Count 1",
        "Show-IpvsStatistic 10.0.0.1, 10.0.0.2 -Plain -Count 1",
        "Export-IpvsMetric",
        "Start-IpvsMetricServer -Port 0",
        "Get-IpvsConnection 10.0.0.1, 10.0.0.2",
        "Get-IpvsTimeout",
        "Set-IpvsTimeout -Tcp 900 -Udp 60",
        "Get-IpvsInfo",
        "Get-IpvsSetting drop_entry, conntrack",
        "Set-IpvsSetting drop_entry 1",
        "Get-IpvsSyncDaemon",
        "Start-IpvsSyncDaemon Master, Backup lo",
        "Stop-IpvsSyncDaemon Master, Backup",
        "Get-IpvsConfiguration",
        "Export-IpvsConfiguration {0} -Force",
        "Import-IpvsConfiguration {0}",
        "Compare-IpvsConfiguration {0}",
        "Sync-IpvsConfiguration {0}",
        "Sync-IpvsKubernetesService -InputObject $objects -NodeName node1 -Masquerade None",
        "Watch-IpvsKubernetesService {1} -NodeName node1",
        "Clear-IpvsKubernetesService -Confirm:$false",
        "Debug-IpvsService",
        "Debug-IpvsService 10.0.0.1, 10.0.0.2",
        "Repair-IpvsService D001, D014 net.ipv4.ip_forward",
        "Enable-IpvsDirectRouting 10.0.0.1, 10.0.0.2",
        "Disable-IpvsDirectRouting 10.0.0.1, 10.0.0.2",
        "Get-IpvsDirectRouting 10.0.0.1, 10.0.0.2",
        "New-DummyLink d1, d2",
        "New-VethLink d1, d2",
        "New-BridgeLink d1, d2",
        "New-TunnelLink d1, d2 Ipip -LocalAddress 10.2.0.1 -RemoteAddress 10.2.0.2",
        "Get-NetLink d1, d2",
        "Set-NetLink d1, d2 -Up",
        "Move-NetLink d1, d2 nowhere",
        "Remove-NetLink d1, d2 -Confirm:$false",
        "Get-NetLinkAddress d1, d2",
        "Add-NetLinkAddress d1 10.0.0.1, 10.0.0.2",
        "Remove-NetLinkAddress d1 10.0.0.1, 10.0.0.2",
        "Get-NetLinkRoute 10.0.0.1, 10.0.0.2",
        "Add-NetLinkRoute 10.9.0.0/16, 10.10.0.0/16 -LinkName d1",
        "Remove-NetLinkRoute 10.9.0.0/16, 10.10.0.0/16 -LinkName d1",
        "Find-NetLinkRoute 10.0.0.1, 10.0.0.2",
        "Get-NetLinkNeighbor 10.0.0.1, 10.0.0.2",
        "Send-NetLinkAnnouncement d1 10.0.0.1, 10.0.0.2",
    ];

    private readonly PowerShellEngine _engine = new(TextWriter.Null);
    private readonly string _file = Path.GetTempFileName();
    private readonly string _kubeconfig = Path.GetTempFileName();

    public MissingNamespaceTests()
    {
        _engine.ImportModule();
        File.WriteAllText(_file, "-A -t 10.0.0.1:80\n-A -t 10.0.0.2:80\n");
        File.WriteAllText(
            _kubeconfig,
            """
            current-context: lab
            contexts: [{ name: lab, context: { cluster: lab, user: lab } }]
            clusters: [{ name: lab, cluster: { server: "https://127.0.0.1:1" } }]
            users: [{ name: lab, user: {} }]
            """
        );
        _engine.Run("$objects = '{ \"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [] }'").ThrowOnError();
    }

    public void Dispose()
    {
        _engine.Dispose();
        File.Delete(_file);
        File.Delete(_kubeconfig);
    }

    [Fact]
    public void It_is_said_once()
    {
        Differences.AssertNone(
            from line in Lines
            let command = line.Replace("{0}", _file, StringComparison.Ordinal).Replace("{1}", _kubeconfig, StringComparison.Ordinal)
            let errors = _engine.Run($"{command} -NetNamespace nosuch").Errors
            where errors is not [{ } only] || !only.FullyQualifiedErrorId.StartsWith("NetNamespaceNotFound,", StringComparison.Ordinal)
            select $"{line}: {string.Join("; ", errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"))}"
        );
        Assert.Equal(2, _engine.Run("Get-NetLink d1, d2 -NetNamespace nosuch, nowhere").Errors.Count);
    }

    [Fact]
    public void Every_command_that_works_in_namespaces_is_among_them()
    {
        IEnumerable<string> commands = typeof(ScopedCommand)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ScopedCommand)))
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>()
            .Select(name => $"{name.VerbName}-{name.NounName}")
            .Except(["ConvertTo-IpvsConfiguration", "Get-IpvsKubernetesService"]);

        Assert.Equal(commands.Order(), Lines.Select(line => line.Split(' ')[0]).Distinct().Order());
    }
}
