using System.Text;
using System.Text.RegularExpressions;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Keepalived;

/// <summary>Debian's keepalived beside the reader: the same file, the same table, and complaints about the same lines.</summary>
[Trait(Kernels.Seconds, "95")]
public sealed partial class KeepalivedTests(LabSession lab) : IDisposable
{
    private const string Folder = "tests/IpvsPS.KernelTests/Keepalived";

    /// <summary>Both ways of looking: what ipvsadm saves, and the thresholds, which it does not save.</summary>
    private const string Look = "bash -c \"ipvsadm -Sn; ipvsadm -Ln --thresholds | grep -E '^ +->.* [0-9]+ +[0-9]+ ' || true\"";

    private readonly ScratchNamespace _space = Space();

    private static ScratchNamespace Space()
    {
        var space = new ScratchNamespace();
        LabSession.Native(
            $"""
            ip -n {space} -batch - <<'.'
            link add d0 type dummy
            address add 10.250.0.1/8 dev d0
            address add fd00::1/8 dev d0 nodad
            link set d0 up
            route add default dev d0
            route add ::/0 dev d0
            .
            """
        );
        return space;
    }

    public static TheoryData<string> Files =>
        new(
            Directory
                .GetFiles(Repository.File($"{Folder}/Files"), "*.conf")
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
        );

    public static TheoryData<string> WrongFiles =>
        new(
            Directory
                .GetFiles(Repository.File($"{Folder}/Wrong"), "*.conf")
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
        );

    public void Dispose() => _space.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Keepalived_and_the_reader_make_the_same_table(string name)
    {
        string file = Repository.File($"{Folder}/Files/{name}");
        string[] theirs = Lines(
            LabSession.Native($"bash '{Repository.File($"{Folder}/beside.sh")}' {_space} '{file}'").Split("--- log\n")[0]
        );
        _space.Native("ipvsadm -C");
        KeepalivedReading reading = KeepalivedReader.Read(file, new KeepalivedReadOptions { ConfigurationId = "lab" });
        Make(reading.Configuration);
        string[] ours = Lines(_space.Native(Look));
        // A server with alpha is in keepalived's table only after its first check, and one with BFD_CHECK until its neighbour has
        // not answered; the reader takes all checks for passed.
        HashSet<string> waiting =
        [
            .. reading
                .VirtualServers.SelectMany(server => server.RealServers)
                .Where(real => real.Checks.Any(check => check.StartsDown))
                .Select(real => $"{real.RealAddress}:"),
            .. ServerByBfd().Matches(File.ReadAllText(file, Encoding.Latin1)).Select(real => $"{real.Groups[1].Value}:"),
        ];
        bool IsSettled(string line) => !waiting.Any(server => line.Contains($" -r {server}") || line.Contains($"-> {server}"));
        Assert.Equal(theirs.Where(IsSettled), ours.Where(IsSettled));
        Assert.True(name is "65-empty.conf" || ours.Length > 1, "A file that comes to nothing compares nothing.");
    }

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public void Keepalived_and_the_reader_complain_about_the_same_lines(string name)
    {
        string file = Repository.File($"{Folder}/Wrong/{name}");
        string said = LabSession.Native($"cd '{Path.GetDirectoryName(file)}' && keepalived -t -C -i lab -f {name} 2>&1 || true");
        int[] theirs = [.. LineNumber().Matches(said).Select(match => int.Parse(match.Groups[1].Value)).Distinct().Order()];
        Assert.NotEmpty(theirs);
        Assert.Empty(Complaints(file).Except(theirs));
        Assert.Contains(theirs[0], Complaints(file));
    }

    [Fact]
    public void Keepalived_knows_each_word_of_the_page_but_one_that_its_manual_page_alone_has()
    {
        string file = $"/run/{_space}-words.conf";
        File.WriteAllText(file, string.Concat(KeepalivedWord.All.Select(word => word.Configuration(hasLine: true))));
        string said = LabSession.Native($"keepalived -t -C -i lab -f {file} 2>&1 || true; rm {file}");
        Assert.Equal(["dynamic"], UnknownWord().Matches(said).Select(match => match.Groups[1].Value).Distinct());
    }

    [Fact]
    public void The_cmdlets_read_a_keepalived_conf_by_its_content_and_write_one()
    {
        string file = Repository.File($"{Folder}/Files/01-sample.conf");
        string written = $"/run/{_space}.conf";
        EngineResult imported = lab.Run($"Import-IpvsConfiguration {file} -NetNamespace {_space}");
        Assert.Empty(imported.Errors);
        Assert.Contains(
            imported.Warnings,
            warning => warning.EndsWith("01-sample.conf, line 34: nat_mask: keepalived knows no such word here.", StringComparison.Ordinal)
        );
        Assert.Equal(["-A -t 192.168.200.100:443 -s rr -p 50", "-a -t 192.168.200.100:443 -r 192.168.201.100:443 -m -w 1"], _space.Saved());
        lab.Works($"if (Compare-IpvsConfiguration {file} -Prune -NetNamespace {_space} -WarningAction Ignore) {{ throw 'differs' }}");
        lab.Works(
            $"Export-IpvsConfiguration {written} -Format Keepalived -NetNamespace {_space} -WarningAction Ignore; "
                + $"New-IpvsService 10.9.9.9:80 -NetNamespace {_space}"
        );
        lab.Works($"Sync-IpvsConfiguration {written} -Prune -Force -NetNamespace {_space}");
        Assert.Equal(2, _space.Saved().Length);
        EngineResult empty = lab.Run(
            $"Sync-IpvsConfiguration {Repository.File($"{Folder}/Files/65-empty.conf")} -Prune -Force -NetNamespace {_space}"
        );
        Assert.Contains("no virtual_server", Assert.Single(empty.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _space.Saved().Length);
    }

    private static int[] Complaints(string file)
    {
        try
        {
            return
            [
                .. KeepalivedReader
                    .Read(file)
                    .Remarks.Where(remark => remark.Kind == KeepalivedRemarkKind.PassedOver)
                    .Select(remark => remark.Line)
                    .Distinct()
                    .Order(),
            ];
        }
        catch (IpvsConfigurationException e)
        {
            return [e.Line];
        }
    }

    private static string[] Lines(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Blanks().Replace(line.Trim(), " "))
                .Order(StringComparer.Ordinal),
        ];

    private void Make(IpvsConfiguration configuration)
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(_space.Name));
        using ConfigurationTable wanted = ConfigurationTable.From(configuration);
        using IpvsClient client = IpvsClient.Open(netns, CancellationToken.None);
        IpvsSettingsClient Settings() => IpvsSettingsClient.Open(netns, CancellationToken.None);
        ConfigurationPlan plan = ConfigurationPlanner.Compare(
            wanted,
            new KernelState(client, Settings),
            new PlanOptions(ConfigurationScope.All, Prune: true)
        );
        Assert.Empty(ConfigurationApply.Run(plan, client, () => IpvsClient.Open(netns, CancellationToken.None), Settings).Refusals);
    }

    [GeneratedRegex(@"real_server (\S+) \d+ \{\s*BFD_CHECK")]
    private static partial Regex ServerByBfd();

    [GeneratedRegex(@"Line (\d+)\)")]
    private static partial Regex LineNumber();

    [GeneratedRegex("Unknown keyword '([^']+)'")]
    private static partial Regex UnknownWord();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
