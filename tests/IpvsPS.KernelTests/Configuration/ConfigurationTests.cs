using System.Management.Automation;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>Whole configurations on the real kernel, beside what ipvsadm saves and restores.</summary>
public sealed class ConfigurationTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    internal const string Rules = """
        -A -t 10.0.0.1:80 -s mh -p 60 -M 255.255.0.0 -b mh-fallback,mh-port
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 1 --tun-type gre --tun-nocsum
        -a -t 10.0.0.1:80 -r 10.1.0.3:8080 -m -w 0
        -A -u 10.0.0.2:53 -s sh -p 60 --pe sip -o -b sh-port
        -a -u 10.0.0.2:53 -r 10.1.0.4:53 -g -w 7
        -A -f 7 -6 -s wlc -p 300 -M 64
        -a -f 7 -6 -r 10.1.1.1:0 -i -w 1 --tun-type ipip
        -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1
        """;

    private readonly ScratchNamespace _ns = namespaces.Ours;
    private readonly ScratchNamespace _theirs = namespaces.Theirs;
    private readonly string _folder = Directory.CreateTempSubdirectory("configuration").FullName;

    public void Dispose()
    {
        namespaces.Clear(lab);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_ipvsadm_saves_is_what_the_export_writes_and_each_reads_the_other()
    {
        string saved = Path.Combine(_folder, "ipvsadm.rules");
        string exported = Path.Combine(_folder, "ours.rules");
        File.WriteAllText(saved, Rules);
        lab.Works(
            $"Import-IpvsConfiguration {saved} -NetNamespace {_ns}; Export-IpvsConfiguration {exported} -Format Ipvsadm -NetNamespace {_ns}"
        );
        Assert.Equal(_ns.Native("ipvsadm -Sn"), File.ReadAllText(exported));
        _theirs.Native($"ipvsadm -R < {exported}");
        Assert.Equal(_ns.Saved(), _theirs.Saved());
    }

    [Fact]
    public void Export_clear_import_export_is_identical()
    {
        string first = Path.Combine(_folder, "first.json");
        string second = Path.Combine(_folder, "second.json");
        File.WriteAllText(first, Rules);
        lab.Works(
            $"""
            Import-IpvsConfiguration {first} -NetNamespace {_ns}
            Set-IpvsRealServer 10.1.0.4 -VirtualAddress 10.0.0.2:53 -Protocol Udp -UpperThreshold 90 -LowerThreshold 80 -NetNamespace {_ns}
            Set-IpvsTimeout -Tcp 800 -NetNamespace {_ns}
            Export-IpvsConfiguration {first} -Force -Setting -NetNamespace {_ns}
            Clear-IpvsService -NetNamespace {_ns} -Confirm:$false; Set-IpvsTimeout -Tcp 900 -NetNamespace {_ns}
            Import-IpvsConfiguration {first} -NetNamespace {_ns}
            Export-IpvsConfiguration {second} -Setting -NetNamespace {_ns}
            """
        );
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Contains("\"upperThreshold\": 90, \"lowerThreshold\": 80", File.ReadAllText(first), StringComparison.Ordinal);
        Assert.Contains("\"tcp\": 800", File.ReadAllText(first), StringComparison.Ordinal);
        Assert.Empty(lab.Works($"Compare-IpvsConfiguration {first} -NetNamespace {_ns} -Prune").Output);
    }

    [Fact]
    public void Sync_daemons_and_settings_come_back_from_a_file_and_other_daemons_are_in_the_way()
    {
        string first = Path.Combine(_folder, "daemons.json");
        string second = Path.Combine(_folder, "again.json");
        _ns.Native("ip link add v1 type dummy; ip addr add 10.6.0.1/24 dev v1; ip link set v1 up");
        lab.Works(
            $"""
            Start-IpvsSyncDaemon Master v1 -SyncId 9 -MaxLength 1200 -MulticastGroup 224.0.0.99 -MulticastPort 9000 -MulticastTtl 3 `
                -NetNamespace {_ns}
            Start-IpvsSyncDaemon Backup v1 -SyncId 8 -NetNamespace {_ns}
            Set-IpvsSetting drop_entry 1 -NetNamespace {_ns}
            Export-IpvsConfiguration {first} -Setting -NetNamespace {_ns}
            Stop-IpvsSyncDaemon Master, Backup -NetNamespace {_ns}; Set-IpvsSetting drop_entry 0 -NetNamespace {_ns}
            Import-IpvsConfiguration {first} -NetNamespace {_ns}
            Export-IpvsConfiguration {second} -Setting -NetNamespace {_ns}
            """
        );
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Contains(
            """{ "state": "Master", "interface": "v1", "syncId": 9, "maxLength": 1200, """
                + "\"multicastGroup\": \"224.0.0.99\", \"multicastPort\": 9000, \"multicastTtl\": 3 }",
            File.ReadAllText(first),
            StringComparison.Ordinal
        );
        Assert.Contains("\"drop_entry\": 1", File.ReadAllText(first), StringComparison.Ordinal);

        lab.Works(
            $"Stop-IpvsSyncDaemon Backup -NetNamespace {_ns}; Start-IpvsSyncDaemon Backup v1 -SyncId 7 -NetNamespace {_ns}; "
                + $"Set-IpvsSetting drop_entry 0 -NetNamespace {_ns}"
        );
        lab.Fails(
            $"Import-IpvsConfiguration {first} -NetNamespace {_ns}",
            "IpvsSyncDaemonExists",
            ErrorCategory.ResourceExists,
            "A Backup sync daemon on v1, sync id 7"
        );
        Assert.Equal("0", lab.Works($"\"$((Get-IpvsSetting drop_entry -NetNamespace {_ns}).Value)\"").Output.Single().ToString());
        Assert.Equal(
            ["Set drop_entry", "Remove Backup", "Add Backup"],
            lab.Works($"Sync-IpvsConfiguration {first} -NetNamespace {_ns} -PassThru")
                .Of<Objects.IpvsChange>()
                .Select(change => $"{change.Action} {change.Target}")
        );
        Assert.Empty(lab.Works($"Compare-IpvsConfiguration {first} -NetNamespace {_ns}").Output);
        lab.Works(
            $"Stop-IpvsSyncDaemon Master, Backup -NetNamespace {_ns}; Set-IpvsSetting drop_entry 0 -NetNamespace {_ns}; "
                + $"Remove-NetLink v1 -NetNamespace {_ns}"
        );
    }

    [Fact]
    public void Import_skips_what_is_equal_and_does_nothing_where_something_differs()
    {
        string file = Path.Combine(_folder, "web.rules");
        File.WriteAllText(
            file,
            "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1\n-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1\n-A "
                + "-t 10.0.0.2:80 -s wlc"
        );
        _ns.Native(
            "bash -c 'ipvsadm -A -t 10.0.0.1:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.9 -m'"
        );
        Objects.IpvsChange[] made =
        [
            .. lab.Works($"Import-IpvsConfiguration {file} -NetNamespace {_ns} -PassThru").Of<Objects.IpvsChange>(),
        ];
        Assert.Equal(["TCP 10.0.0.2:80", "10.1.0.2:80"], made.Select(change => change.Target));
        Assert.Equal(5, _ns.Saved().Length);

        lab.Works(
            $"Set-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80 -Weight 3 -NetNamespace {_ns}; "
                + $"Remove-IpvsService 10.0.0.2:80 -NetNamespace {_ns}"
        );
        string[] before = _ns.Saved();
        EngineResult result = lab.Run($"Import-IpvsConfiguration {file} -NetNamespace {_ns}");
        Assert.Equal(2, result.Errors.Count);
        Assert.All(
            result.Errors,
            error =>
                Assert.Equal(
                    ("IpvsRealServerExists,IpvsPS.Commands.ImportIpvsConfigurationCommand", ErrorCategory.ResourceExists),
                    (error.FullyQualifiedErrorId, error.CategoryInfo.Category)
                )
        );
        Assert.Equal(before, _ns.Saved());
    }

    [Theory]
    [InlineData("-A -t 10.0.0.1:80 -s rr\n-A -t 10.0.0.2:80 -s", "line 2, column 19")]
    [InlineData("{ \"version\": 1, \"services\": [ { \"firewallMark\": 1 },\n  { \"firewallMark\": 0 } ] }", "line 2, column 21")]
    public void A_file_is_checked_to_its_end_before_the_first_change(string text, string place)
    {
        string file = Path.Combine(_folder, "broken");
        File.WriteAllText(file, text);
        foreach (string command in (string[])["Import", "Sync", "Compare"])
        {
            lab.Fails(
                $"{command}-IpvsConfiguration {file} -NetNamespace {_ns}",
                "IpvsConfigurationInvalid",
                ErrorCategory.InvalidData,
                place,
                file
            );
        }

        Assert.Empty(_ns.Saved());
    }

    [Fact]
    public void An_export_with_WhatIf_writes_no_file_and_one_from_an_object_writes_what_the_object_says()
    {
        string file = Path.Combine(_folder, "out.json");
        lab.Works($"Export-IpvsConfiguration {file} -NetNamespace {_ns} -WhatIf");
        Assert.False(File.Exists(file));
        _ns.Native("ipvsadm -A -t 10.0.0.1:80 -s rr");
        lab.Works(
            $"$c = Get-IpvsConfiguration -NetNamespace {_ns}; $c.Services[0].Scheduler = 'wrr'; $c.Timeouts = $null; "
                + $"$c.SyncDaemons = $null; $c | Export-IpvsConfiguration {file}"
        );
        Assert.Contains("\"scheduler\": \"wrr\"", File.ReadAllText(file), StringComparison.Ordinal);

        // A section that the file lacks is not touched, whatever is there.
        lab.Works(
            $"Set-IpvsTimeout -Udp 17 -NetNamespace {_ns}; Set-IpvsSetting drop_entry 1 -NetNamespace {_ns}; "
                + $"Start-IpvsSyncDaemon Backup lo -NetNamespace {_ns}; Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune "
                + "-Force"
        );
        Assert.Equal(["-A -t 10.0.0.1:80 -s wrr"], _ns.Saved());
        Assert.Equal(
            "17 1 Backup",
            lab.Works(
                    $"\"$((Get-IpvsTimeout -NetNamespace {_ns}).Udp) $((Get-IpvsSetting drop_entry -NetNamespace {_ns}).Value) "
                        + $"$((Get-IpvsSyncDaemon -NetNamespace {_ns}).State)\""
                )
                .Output.Single()
                .ToString()
        );
        lab.Works(
            $"Set-IpvsTimeout -Udp 300 -NetNamespace {_ns}; Set-IpvsSetting drop_entry 0 -NetNamespace {_ns}; "
                + $"Stop-IpvsSyncDaemon Backup -NetNamespace {_ns}"
        );
    }

    [Fact]
    public void Several_namespaces_get_the_same_and_a_file_holds_one()
    {
        string both = $"{_ns}, {_theirs}";
        lab.Works($"'-A -t 10.0.0.1:80 -s rr' | ConvertTo-IpvsConfiguration | Import-IpvsConfiguration -NetNamespace {both}");
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr"], _ns.Saved());
        Assert.Equal(_ns.Saved(), _theirs.Saved());

        string file = Path.Combine(_folder, "several.json");
        lab.Fails($"Export-IpvsConfiguration {file} -NetNamespace {both}", "IpvsConfigurationSeveral", ErrorCategory.InvalidArgument, file);
        lab.Fails(
            $"Get-IpvsConfiguration -NetNamespace {both} | Export-IpvsConfiguration {file} -Force",
            "IpvsConfigurationSeveral",
            ErrorCategory.InvalidArgument,
            file
        );
        lab.Fails($"Export-IpvsConfiguration {file} -NetNamespace {_ns} -WhatIf", "FileExists", ErrorCategory.ResourceExists, "-Force");
    }

    [Theory]
    [InlineData("Import-IpvsConfiguration no-such-file.json", "PathNotFound", ErrorCategory.ObjectNotFound, "no-such-file.json")]
    [InlineData("Sync-IpvsConfiguration /dev/null", "IpvsConfigurationInvalid", ErrorCategory.InvalidData, "empty")]
    [InlineData("Compare-IpvsConfiguration /dev", "FileAccessDenied", ErrorCategory.PermissionDenied, "/dev")]
    [InlineData("Get-IpvsConfiguration -Include x", "IpvsScopeInvalid", ErrorCategory.InvalidArgument, "'x'", "10.96.0.0/12")]
    [InlineData("Export-IpvsConfiguration /etc/hostname", "FileExists", ErrorCategory.ResourceExists, "-Force")]
    [InlineData("Import-IpvsConfiguration Function:/prompt", "PathNotFile", ErrorCategory.InvalidArgument, "provider")]
    [InlineData(
        "[IpvsPS.Objects.IpvsConfiguration]@{ RealServers = [IpvsPS.Objects.IpvsRealServer]@{ RealAddress = '10.1.0.1' } } | "
            + "Compare-IpvsConfiguration -NetNamespace 1",
        "IpvsConfigurationInvalid",
        ErrorCategory.InvalidData,
        "RealServers[0]"
    )]
    public void Bad_input_is_one_named_error(string command, string id, ErrorCategory category, params string[] words)
    {
        string script = command.Contains("-NetNamespace", StringComparison.Ordinal) ? command : $"{command} -NetNamespace {_ns}";
        EngineResult result = lab.Run($"try {{ {script} -ErrorAction Stop }} catch {{ $_ }}");
        var error = Assert.IsType<ErrorRecord>(Assert.Single(result.Output).BaseObject);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.All(words, word => Assert.Contains(word, error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_goes_through_the_pipeline_to_another_namespace()
    {
        string file = Path.Combine(_folder, "a.rules");
        File.WriteAllText(file, Rules);
        lab.Works(
            (
                $"Get-Item {file} -ErrorAction Ignore | Out-Null; Import-IpvsConfiguration {file} -NetNamespace {_ns}; "
                + $"Get-IpvsConfiguration -NetNamespace {_ns} | Import-IpvsConfiguration -NetNamespace {_theirs}"
            ).Replace($"Get-Item {file} -ErrorAction Ignore | Out-Null; ", string.Empty, StringComparison.Ordinal)
        );
        Assert.Equal(_ns.Saved(), _theirs.Saved());
        lab.Works($"$c = Get-IpvsConfiguration -NetNamespace {_ns}; $c.RealServers[0].Weight = 9; $c | Sync-IpvsConfiguration");
        Assert.Contains(_ns.Saved(), rule => rule.Contains("-w 9", StringComparison.Ordinal));
    }

    [Fact]
    public void Arrays_are_one_batch_with_every_error_by_its_input()
    {
        lab.Works(
            $"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns} | Out-Null; "
                + $"Add-IpvsRealServer 10.1.0.3 -VirtualAddress 10.0.0.1:80 -NetNamespace {_ns}"
        );
        EngineResult result = lab.Run(
            $"Add-IpvsRealServer (1..2000 | ForEach-Object {{ \"10.1.$($_ -shr 8).$($_ -band 255)\" }}) -VirtualAddress "
                + $"10.0.0.1:80 -NetNamespace {_ns} -PassThru"
        );
        Assert.Equal("IpvsRealServerExists,IpvsPS.Commands.AddIpvsRealServerCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal(1999, result.Of<Objects.IpvsRealServer>().Count());
        Assert.Equal(2001, _ns.Saved().Length);

        result = lab.Run($"New-IpvsService 10.0.0.5:80, 10.0.0.1:80, 10.0.0.6:80 -NetNamespace {_ns} -ErrorAction Stop");
        Assert.NotNull(result.Failure);
        Assert.DoesNotContain(_ns.Saved(), rule => rule.Contains("10.0.0.6", StringComparison.Ordinal));
    }
}
