using System.Management.Automation;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>What the configuration cmdlets say while they work: -WhatIf, -Verbose, progress.</summary>
[Trait(Kernels.Seconds, "25")]
public sealed class ConfigurationWordsTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private readonly ScratchNamespace _ns = namespaces.Ours;
    private readonly string _folder = Directory.CreateTempSubdirectory("words").FullName;

    public void Dispose()
    {
        namespaces.Clear(lab);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_sync_says_its_plan_with_WhatIf_and_each_operation_with_Verbose()
    {
        _ns.Native(
            """
            bash -c 'ipvsadm -R <<END
            -A -t 10.0.0.1:80 -s rr
            -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1
            -a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1
            -A -t 10.0.0.2:80 -s rr
            -A -t 10.0.0.9:80 -s rr
            -a -t 10.0.0.9:80 -r 10.1.0.1:80 -m -w 1
            END
            ipvsadm --set 900 120 300; sysctl -qw net.ipv4.vs.drop_entry=0'
            """
        );
        string many = string.Join(",", Enumerable.Range(1, 17).Select(i => $"{{\"address\":\"10.1.0.{i}\"}}"));
        string file = Write(
            $$"""
            { "version": 1, "services": [
                { "virtualAddress": "10.0.0.1", "virtualPort": 80, "scheduler": "wlc", "realServers": [
                  { "address": "10.1.0.1", "forwardingMethod": "Masquerade", "weight": 4 },
                  { "address": "10.1.0.3", "forwardingMethod": "Masquerade" } ] },
                { "virtualAddress": "10.0.0.2", "virtualPort": 80, "scheduler": "rr" },
                { "virtualAddress": "10.0.0.3", "virtualPort": 80, "realServers": [ { "address": "10.1.0.1" } ] },
                { "virtualAddress": "10.0.0.4", "virtualPort": 80, "scheduler": "mh", "realServers": [ {{many}} ] } ],
              "timeouts": { "tcp": 901 }, "settings": { "drop_entry": 1 },
              "syncDaemons": [ { "state": "Backup", "interface": "lo", "syncId": 3 } ] }
            """
        );
        string sync = $"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune -Force";
        string before = State();
        string[] plan = Changes($"Compare-IpvsConfiguration {file} -NetNamespace {_ns} -Prune");
        Assert.Equal(28, plan.Length);
        Assert.Equal(
            [$"What if: Sync IPVS configuration: 28 changes in network namespace {_ns}.", .. plan.Select(change => $"What if: {change}")],
            Lines($"{sync} -WhatIf")
        );
        Assert.Equal(before, State());

        Assert.Equal(
            [
                "Comparing 4 services with the IPVS table.",
                $"Sync IPVS configuration: 28 changes in network namespace {_ns}.",
                "Set net.ipv4.vs.drop_entry.",
                "Set the IPVS timeouts.",
                "Add the service TCP 10.0.0.3:80.",
                "Add the real server 10.1.0.1:80 to TCP 10.0.0.3:80.",
                "Add the service TCP 10.0.0.4:80 with the scheduler none.",
                .. Enumerable.Range(1, 17).Select(i => $"Add the real server 10.1.0.{i}:80 to TCP 10.0.0.4:80."),
                "Publish the service TCP 10.0.0.4:80 with the scheduler mh.",
                "Add the real server 10.1.0.3:80 to TCP 10.0.0.1:80.",
                "Change the service TCP 10.0.0.1:80.",
                "Change the real server 10.1.0.1:80 of TCP 10.0.0.1:80.",
                "Remove the real server 10.1.0.2:80 from TCP 10.0.0.1:80.",
                "Remove the service TCP 10.0.0.9:80.",
                "Start the Backup sync daemon on lo.",
            ],
            lab.Works($"{sync} -Verbose").Verbose
        );
        Assert.Empty(Changes($"Compare-IpvsConfiguration {file} -NetNamespace {_ns} -Prune"));
        Assert.Equal(
            ["Comparing 4 services with the IPVS table.", "The IPVS table is as the configuration says."],
            lab.Works($"{sync} -Verbose").Verbose
        );
        lab.Works(
            $"Stop-IpvsSyncDaemon Backup -NetNamespace {_ns}; Set-IpvsTimeout -Tcp 900 -NetNamespace {_ns}; "
                + $"Set-IpvsSetting drop_entry 0 -NetNamespace {_ns}"
        );
    }

    [Fact]
    public void An_import_says_its_plan_with_WhatIf_and_each_operation_with_Verbose_and_what_it_takes_back()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.1:80 -s rr");
        string file = Write("-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1");
        string import = $"Import-IpvsConfiguration {file} -NetNamespace {_ns}";
        string before = State();
        Assert.Equal(
            [
                $"What if: Import IPVS configuration: 1 change in network namespace {_ns}.",
                "What if: Add RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: Masquerade, weight 1",
            ],
            Lines($"{import} -WhatIf")
        );
        Assert.Equal(before, State());

        string[] begun = ["Comparing 1 service with the IPVS table.", $"Import IPVS configuration: 1 change in network namespace {_ns}."];
        Assert.Equal([.. begun, "Add the real server 10.1.0.1:80 to TCP 10.0.0.1:80."], lab.Works($"{import} -Verbose").Verbose);
        Assert.Equal([begun[0], "All of the configuration is there already."], lab.Works($"{import} -Verbose").Verbose);

        File.WriteAllText(file, "-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1\n-A -t 10.0.0.2:80 -s nope");
        EngineResult result = lab.Run($"{import} -Verbose");
        Assert.Equal(
            [
                "Add the service TCP 10.0.0.2:80.",
                "Add the real server 10.1.0.2:80 to TCP 10.0.0.1:80.",
                "Take back: add the real server 10.1.0.2:80 to TCP 10.0.0.1:80.",
            ],
            result.Verbose.Skip(2)
        );
        Assert.Equal(
            "The kernel refused 1 of 2 changes, so all that was done before was taken back: the table is as it was.",
            result.Errors[^1].ToString()
        );
    }

    [Fact]
    public void Long_work_shows_how_far_it_is_and_that_it_is_done()
    {
        string file = Write(
            string.Join(
                '\n',
                Enumerable.Range(0, 25_000).Select(i => $"-A -t 10.3.{i >> 8}.{i & 255}:80 -s rr").Append("-A -t 10.9.0.1:80 -s rr")
            )
        );
        lab.Works($"Import-IpvsConfiguration {file} -NetNamespace {_ns}");
        foreach (
            string command in (string[])
                [
                    $"$null = Get-IpvsConfiguration -NetNamespace {_ns}",
                    $"Export-IpvsConfiguration {_folder}/exported -NetNamespace {_ns}",
                    $"Compare-IpvsConfiguration {file} -NetNamespace {_ns}",
                    $"Import-IpvsConfiguration {file} -NetNamespace {_ns}",
                    $"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Include 10.3.0.0/16",
                ]
        )
        {
            AssertProgress(lab.Works(command).Progress, "Reading the IPVS table");
        }

        // The table of mh is made anew for every real server of a service that is there.
        string[] services = [.. Enumerable.Range(1, 30).Select(service => $"-A -t 10.4.0.{service}:80 -s mh")];
        IEnumerable<string> servers = Enumerable
            .Range(1, 30)
            .SelectMany(service =>
                Enumerable.Range(0, 500).Select(server => $"-a -t 10.4.0.{service}:80 -r 10.5.{server >> 8}.{server & 255}:80 -m -w 1")
            );
        lab.Works(
            $"Clear-IpvsService -NetNamespace {_ns} -Confirm:$false; "
                + $"Import-IpvsConfiguration {Write(string.Join('\n', services))} -NetNamespace {_ns}"
        );
        AssertProgress(
            lab.Works($"Import-IpvsConfiguration {Write(string.Join('\n', services.Concat(servers)))} -NetNamespace {_ns}").Progress,
            "Changing the IPVS table"
        );
        servers = servers.Select(rule => rule.Replace("-w 1", "-w 2", StringComparison.Ordinal));
        AssertProgress(
            lab.Works($"Sync-IpvsConfiguration {Write(string.Join('\n', services.Concat(servers)))} -NetNamespace {_ns}").Progress,
            "Changing the IPVS table"
        );
    }

    private static void AssertProgress(IReadOnlyList<ProgressRecord> records, string activity)
    {
        ProgressRecord[] mine = [.. records.Where(record => record.Activity == activity)];
        Assert.True(mine.Length >= 2, $"{activity}: {mine.Length}");
        Assert.All(mine[..^1], record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
        Assert.All(mine[..^1], record => Assert.InRange(record.PercentComplete, 0, 99));
        Assert.Equal(mine.Select(record => record.PercentComplete), mine.Select(record => record.PercentComplete).Order());
        Assert.Equal((ProgressRecordType.Completed, 100), (mine[^1].RecordType, mine[^1].PercentComplete));
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "configuration");
        File.WriteAllText(path, text);
        return path;
    }

    private string State() => _ns.Native("ipvsadm -Sn; ipvsadm -Ln --timeout; ipvsadm -Ln --daemon; sysctl net.ipv4.vs");

    private string[] Changes(string script) => [.. lab.Works(script).Output.Select(change => $"{change}")];

    private string[] Lines(string script) => lab.Render(script).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
