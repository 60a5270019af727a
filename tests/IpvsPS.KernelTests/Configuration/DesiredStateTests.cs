using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>The commands of the DSC resource's manifest, in real pwsh, with JSON on standard input; and those of
/// docs/desired-state.md.</summary>
public sealed partial class DesiredStateTests(LabSession lab) : IDisposable
{
    private const string Wanted = """
        { "version": 1, "services": [ { "virtualAddress": "10.0.0.185", "virtualPort": 80,
            "realServers": [ { "address": "172.17.0.3" } ] } ] }
        """;

    /// <summary>Runs the manifest's commands one after the other, in one process: starting one takes seconds in the lab.</summary>
    private const string Script = """
        param($folder, $netns, $wanted)
        Set-Location $folder
        $global:LASTEXITCODE = 0
        $manifest = Get-Content ./IpvsPS.dsc.resource.json -Raw | ConvertFrom-Json
        function Run($operation, $json) {
            $output = $json | & ([scriptblock]::Create($manifest.$operation.args[-1])) 2>&1
            "$operation $LASTEXITCODE $output"
            $global:LASTEXITCODE = 0
        }
        $all = "{ `"netNamespace`": `"$netns`", `"prune`": true, `"configuration`": $wanted }"
        Run test $all
        Run whatIf $all
        Run set $all
        Run test $all
        Run get "{ `"netNamespace`": `"$netns`" }"
        Run set "{ `"netNamespace`": `"$netns`" }"
        Run get '{ "netNamespace": "nosuch" }'
        """;

    private readonly ScratchNamespace _netns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("desired").FullName;

    private static readonly string[] WantedTable = ["-A -t 10.0.0.185:80 -s wlc", "-a -t 10.0.0.185:80 -r 172.17.0.3:80 -g -w 1"];

    private static string ModuleFolder => Path.GetDirectoryName(StagedModule.Manifest)!;

    public void Dispose()
    {
        _netns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Each_command_of_the_manifest_does_what_DSC_asks_of_it()
    {
        _netns.Native("ipvsadm -A -t 10.0.0.9:9");
        string script = Path.Combine(_folder, "run.ps1");
        File.WriteAllText(script, Script);
        string[] lines = LabSession
            .Native($"pwsh -NoProfile -NonInteractive -File '{script}' '{ModuleFolder}' {_netns} '{Wanted.Trim()}' 2>&1")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonNode State(int place, string start)
        {
            Assert.StartsWith(start, lines[place], StringComparison.Ordinal);
            return JsonNode.Parse(lines[place][(start.Length + 1)..])!;
        }

        Assert.False((bool)State(0, "test 0")["_inDesiredState"]!);
        string changes = State(1, "whatIf 0")["_metadata"]!["whatIf"]!.ToJsonString();
        Assert.Contains("Add Service TCP 10.0.0.185:80", changes, StringComparison.Ordinal);
        Assert.Contains("Remove Service TCP 10.0.0.9:9", changes, StringComparison.Ordinal);
        Assert.Equal("10.0.0.185", (string?)State(2, "set 0")["configuration"]!["services"]![0]!["virtualAddress"]);
        Assert.True((bool)State(3, "test 0")["_inDesiredState"]!);
        Assert.Equal("172.17.0.3", (string?)State(4, "get 0")["configuration"]!["services"]![0]!["realServers"]![0]!["address"]);

        // What is wrong is a line of standard error, and the exit code.
        Assert.Contains("configuration is missing", (string?)JsonNode.Parse(lines[5])!["error"], StringComparison.Ordinal);
        Assert.Equal("set 1", lines[6].Trim());
        Assert.Contains("nosuch", (string?)JsonNode.Parse(lines[7])!["error"], StringComparison.Ordinal);
        Assert.Equal("get 1", lines[8].Trim());
        Assert.Equal(WantedTable, _netns.Saved());

        // As DSC starts it: the manifest's own program and words, JSON on standard input.
        JsonNode export = JsonNode.Parse(File.ReadAllText(Path.Combine(ModuleFolder, "IpvsPS.dsc.resource.json")))!["export"]!;
        string words = string.Join(' ', export["args"]!.AsArray().Select(word => $"'{word}'"));
        string exported = _netns.Native(
            $"bash -c \"cd '{ModuleFolder}'; {export["executable"]} {words.Replace("$", "\\$", StringComparison.Ordinal)} </dev/null\""
        );
        Assert.Contains(
            "10.0.0.185",
            (string?)JsonNode.Parse(exported)!["configuration"]!["services"]![0]!["virtualAddress"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_commands_of_the_unit_and_of_the_playbook_make_the_table_and_then_find_nothing_to_do()
    {
        string page = File.ReadAllText(Repository.File("docs/desired-state.md"));
        string[] commands = [.. Command().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(4, commands.Length);
        (string boot, string reload, string plan, string change) = (commands[0], commands[1], commands[2], commands[3]);

        // At boot it adds, and only a reload takes away.
        _netns.Native("ipvsadm -A -t 10.0.0.9:9");
        Run(boot);
        Assert.Equal([WantedTable[0], "-A -t 10.0.0.9:9 -s wlc", WantedTable[1]], _netns.Saved());
        Run(reload);
        Assert.Equal(WantedTable, _netns.Saved());
        Assert.Equal("", Run(plan).Trim());

        _netns.Native("sh -c 'ipvsadm -C; ipvsadm -A -t 10.0.0.9:9'");
        string planned = Run(plan);
        Assert.Matches(@"Add +Service +TCP 10\.0\.0\.185:80", planned);
        Assert.Matches(@"Remove +Service +TCP 10\.0\.0\.9:9", planned);
        Run(change);
        Assert.Equal(WantedTable, _netns.Saved());
        Assert.Equal("", Run(plan).Trim());
    }

    /// <summary>Runs a command of the page in the namespace, with the configuration in a file of its own.</summary>
    private string Run(string command)
    {
        string file = Path.Combine(_folder, "ipvs.json");
        File.WriteAllText(file, Wanted);
        string here = command
            .Replace("/etc/ipvs.json", $"'{file}'", StringComparison.Ordinal)
            .Replace("$input ", $"Get-Content '{file}' ", StringComparison.Ordinal);
        return string.Concat(lab.Works($"& {{ $PSDefaultParameterValues = @{{ '*-Ipvs*:NetNamespace' = '{_netns}' }}; {here} }}").Output);
    }

    [GeneratedRegex("\"((?:\\$input |[A-Z][a-z]+-IpvsConfiguration /etc/ipvs.json)[^\"]*)\"")]
    private static partial Regex Command();
}
