using System.Management.Automation;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>Compare and Sync on the real kernel: the changes that a plan has, and what a refusal leaves.</summary>
public sealed class SyncConfigurationTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private readonly ScratchNamespace _ns = namespaces.Ours;
    private readonly string _folder = Directory.CreateTempSubdirectory("configuration").FullName;

    public void Dispose()
    {
        namespaces.Clear(lab);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Sync_makes_the_difference_and_nothing_more()
    {
        string file = Path.Combine(_folder, "web.json");
        File.WriteAllText(file, ConfigurationTests.Rules);
        lab.Works(
            $"Import-IpvsConfiguration {file} -NetNamespace {_ns}; New-IpvsService 10.9.9.9:80 -NetNamespace {_ns}; "
                + $"Set-IpvsRealServer 10.1.0.4 -VirtualAddress 10.0.0.2:53 -Protocol Udp -Weight 1 -NetNamespace {_ns}; "
                + $"Add-IpvsRealServer 10.1.0.77 -VirtualAddress 10.0.0.1:80 -NetNamespace {_ns}"
        );
        string[] before = _ns.Saved();
        Assert.Contains(
            "What if: Remove RealServer 10.1.0.77:80 in TCP 10.0.0.1:80",
            lab.Render($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -WhatIf"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            lab.Works($"Compare-IpvsConfiguration {file} -NetNamespace {_ns}")
                .Of<Objects.IpvsChange>()
                .Where(change => $"{change.Action}" != "Unmanaged")
                .Select(change => $"{change}"),
            lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -WhatIf -PassThru")
                .Of<Objects.IpvsChange>()
                .Select(change => $"{change}")
        );
        Assert.Equal(before, _ns.Saved());

        Assert.Equal(
            ["Set 10.1.0.4:53 weight 1 → 7"],
            lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Quiesce -PassThru")
                .Of<Objects.IpvsChange>()
                .Where(c => c.Action == IpvsChangeAction.Set)
                .Select(c => $"{c.Action} {c.Target} {c.Details}")
        );
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.77:80 -g -w 0", _ns.Saved());
        Assert.Equal(
            ["Remove 10.1.0.77:80"],
            lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -PassThru")
                .Of<Objects.IpvsChange>()
                .Select(c => $"{c.Action} {c.Target}")
        );
        Assert.Empty(lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -PassThru").Output);
        Assert.Contains("-A -t 10.9.9.9:80 -s wlc", _ns.Saved());

        // The lab's console has nobody to answer, so that a question is an error.
        Assert.Contains(
            "nobody to answer",
            lab.Run($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune").TheError().ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "nobody to answer",
            lab.Run($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune -Exclude 10.8.0.0/16").TheError().ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("-A -t 10.9.9.9:80 -s wlc", _ns.Saved());
        lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune -Force");
        Assert.DoesNotContain("-A -t 10.9.9.9:80 -s wlc", _ns.Saved());
        lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune");
    }

    [Fact]
    public void KeepWeight_changes_everything_but_the_weights_that_are_there()
    {
        string file = Path.Combine(_folder, "weights.rules");
        File.WriteAllText(
            file,
            "-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 9\n-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 9\n-a "
                + "-t 10.0.0.1:80 -r 10.1.0.3:80 -m -w 9"
        );
        _ns.Native(
            "bash -c 'ipvsadm -A -t 10.0.0.1:80 -s rr; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 0; "
                + "ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.2 -m -w 2 -x 7'"
        );
        Assert.Equal(
            ["Add 10.1.0.3:80", "Set 10.1.0.2:80"],
            lab.Works($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -KeepWeight -PassThru")
                .Of<Objects.IpvsChange>()
                .Select(c => $"{c.Action} {c.Target}")
        );
        Assert.Equal(
            [
                "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 0",
                "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 2",
                "-a -t 10.0.0.1:80 -r 10.1.0.3:80 -m -w 9",
            ],
            _ns.Saved()[1..]
        );
        Assert.Empty(lab.Works($"Compare-IpvsConfiguration {file} -NetNamespace {_ns} -KeepWeight").Output);
    }

    [Fact]
    public void Two_files_or_objects_are_compared_without_a_kernel()
    {
        string[] files = [Path.Combine(_folder, "a[1].rules"), Path.Combine(_folder, "b.json")];
        File.WriteAllText(files[0], "-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 9\n-A -t 10.0.0.2:80 -s rr");
        File.WriteAllText(
            files[1],
            """
            { "version": 1, "services": [ { "virtualAddress": "10.0.0.1", "virtualPort": 80, "scheduler": "rr",
              "realServers": [ { "address": "10.1.0.1", "forwardingMethod": "Masquerade" } ] } ], "timeouts": { "tcp": 60 } }
            """
        );
        string[] expected = ["Set RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: weight 1 → 9", "Add Service TCP 10.0.0.2:80: rr"];
        EngineResult result = lab.Works(
            $"Compare-IpvsConfiguration -LiteralPath '{files[0]}' -ReferencePath {files[1]} -NetNamespace {_ns}"
        );
        Assert.Equal(expected.Order(), result.Output.Select(change => $"{change}").Order());
        Assert.All(result.Of<Objects.IpvsChange>(), change => Assert.Null(change.NetNamespace));
        lab.Works($"Import-IpvsConfiguration {files[1]} -NetNamespace {_ns}");
        result = lab.Works(
            $"$b = Get-IpvsConfiguration -NetNamespace {_ns}; Compare-IpvsConfiguration -LiteralPath '{files[0]}' -ReferenceObject $b"
        );
        Assert.Equal(expected.Order(), result.Output.Select(change => $"{change}").Order());
        lab.Works($"Set-IpvsTimeout -Tcp 900 -NetNamespace {_ns}");
    }

    /// <summary>The first of two sync daemons is running when the second is refused; the real server could not come back beside
    /// it.</summary>
    [Fact]
    public void What_is_taken_back_goes_in_the_reverse_order()
    {
        string file = Path.Combine(_folder, "daemons.json");
        _ns.Native("ipvsadm -A -t 10.0.0.1:80 -s rr; ipvsadm -a -t 10.0.0.1:80 -r [2001:db8::9]:80 -i");
        string[] before = _ns.Saved();
        File.WriteAllText(
            file,
            """
            { "version": 1, "services": [ { "virtualAddress": "10.0.0.1", "virtualPort": 80, "scheduler": "rr" } ],
              "syncDaemons": [ { "state": "Master", "interface": "lo" }, { "state": "Backup", "interface": "nosuch" } ] }
            """
        );
        EngineResult result = lab.Run($"Sync-IpvsConfiguration {file} -NetNamespace {_ns}");
        Assert.Equal("IpvsConfigurationUndone", result.Errors[^1].FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(before, _ns.Saved());
        Assert.Empty(lab.Works($"Get-IpvsSyncDaemon -NetNamespace {_ns}").Output);
    }

    [Fact]
    public void Ranges_bound_what_is_read_compared_and_written()
    {
        string file = Path.Combine(_folder, "range.json");
        _ns.Native("ipvsadm -A -t 10.96.0.1:80; ipvsadm -A -t 10.96.0.2:80; ipvsadm -A -t 10.0.0.1:80");
        lab.Works($"Export-IpvsConfiguration {file} -Include 10.96.0.0/16 -Exclude 10.96.0.2 -NetNamespace {_ns}");
        Assert.DoesNotContain("10.0.0.1", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.DoesNotContain("timeouts", File.ReadAllText(file), StringComparison.Ordinal);
        lab.Works($"Sync-IpvsConfiguration {file} -Include 10.96.0.0/16 -Prune -NetNamespace {_ns}");
        Assert.Equal(["-A -t 10.0.0.1:80 -s wlc", "-A -t 10.96.0.1:80 -s wlc"], _ns.Saved());
    }

    [Fact]
    public void A_refusal_midway_leaves_the_table_as_it_was()
    {
        string file = Path.Combine(_folder, "bad.rules");
        _ns.Native(
            "bash -c 'ip link add v0 type dummy; ip addr add 10.5.0.1/24 dev v0; ip link set v0 up; "
                + "ipvsadm -A -t 10.0.0.1:80 -s rr; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w 4; ipvsadm -A -t 10.0.0.2:80'"
        );
        string[] before = _ns.Saved();

        // 10.5.0.255 is a broadcast address here, which only the kernel knows.
        File.WriteAllText(
            file,
            "-A -t 10.0.0.1:80 -s wlc\n-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1\n-A -t 10.0.0.3:80 -s rr\n-a -t 10.0.0.3:80 -r "
                + "10.1.0.1:80 -m -w 1\n-a -t 10.0.0.1:80 -r 10.5.0.255:80 -m -w 1\n-A -t 10.0.0.4:80 -s nope"
        );
        EngineResult result = lab.Run($"Sync-IpvsConfiguration {file} -NetNamespace {_ns} -Prune -Force");
        Assert.Equal(
            ["IpvsRealServerRefused", "IpvsSchedulerNotFound", "IpvsConfigurationUndone"],
            result
                .Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])
                .OrderBy(id => id == "IpvsConfigurationUndone")
                .ThenBy(id => id, StringComparer.Ordinal)
        );
        Assert.Equal(before, _ns.Saved());
        lab.Fails($"Import-IpvsConfiguration {file} -NetNamespace {_ns}", "IpvsServiceExists", ErrorCategory.ResourceExists, "rr → wlc");
        _ns.Native("ip link delete v0");
    }

    [Fact]
    public void A_text_that_clears_the_table_first_warns_and_clears_nothing_by_itself()
    {
        string file = Path.Combine(_folder, "clear");
        File.WriteAllText(file, "-A -t 10.9.9.9:80\n-C\n-A -t 10.0.0.1:80 -s wlc\n");
        lab.Works($"New-IpvsService 10.0.0.5:80 -NetNamespace {_ns}");
        foreach (string command in (string[])["Import", "Compare", "Sync"])
        {
            string warning = Assert.Single(lab.Works($"{command}-IpvsConfiguration {file} -NetNamespace {_ns}").Warnings);
            Assert.StartsWith("The text clears the whole table first (-C), and this command does not.", warning, StringComparison.Ordinal);
            Assert.Contains("-Prune", warning, StringComparison.Ordinal);
        }

        Assert.Equal(["-A -t 10.0.0.1:80 -s wlc", "-A -t 10.0.0.5:80 -s wlc"], _ns.Saved());
        Assert.Empty(lab.Works($"Sync-IpvsConfiguration {file} -Prune -Force -NetNamespace {_ns}").Warnings);
        Assert.Equal(["-A -t 10.0.0.1:80 -s wlc"], _ns.Saved());
    }

    [Fact]
    public void A_piped_string_is_the_path_as_it_is_and_no_other_object_is_one()
    {
        string file = Path.Combine(_folder, "web[1].json");
        File.WriteAllText(file, "-A -t 10.0.0.1:80 -s rr\n");
        File.WriteAllText(Path.Combine(_folder, "web1.json"), "-A -t 10.0.0.2:80 -s rr\n");

        lab.Works(
            $"'{file}' | Import-IpvsConfiguration -NetNamespace {_ns}; "
                + $"Get-Item -LiteralPath '{file}' | Compare-IpvsConfiguration -NetNamespace {_ns}"
        );
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr"], _ns.Saved());
        lab.Works(
            $"Sync-IpvsConfiguration '{file}' -NetNamespace {_ns}; "
                + $"Sync-IpvsConfiguration (Get-Item -LiteralPath '{file}') -NetNamespace {_ns}"
        );
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr", "-A -t 10.0.0.2:80 -s rr"], _ns.Saved());
        var refused = new List<string>();
        foreach (
            string given in (string[])[$"Get-IpvsService 10.0.0.1:80 -NetNamespace {_ns}", $"Get-Content -LiteralPath '{file}'", "Get-Date"]
        )
        {
            EngineResult result = lab.Run($"{given} | Sync-IpvsConfiguration -Prune -Force -NetNamespace {_ns}");
            refused.Add(result.TheError().FullyQualifiedErrorId.Split(',')[0]);
        }

        Assert.Equal(["InputObjectNotBound", "PathNotFound", "InputObjectNotBound"], refused);
        Assert.Equal(2, _ns.Saved().Length);
    }
}
