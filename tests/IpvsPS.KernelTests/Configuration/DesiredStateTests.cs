using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IpvsPS.Testing;
using Json.Schema;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>The commands of the DSC resource's manifest, started as DSC starts them; and those of docs/desired-state.md.</summary>
[Trait(Kernels.Seconds, "40")]
public sealed partial class DesiredStateTests(LabSession lab) : IDisposable
{
    private const string Wanted = """
        { "version": 1, "services": [ { "virtualAddress": "10.0.0.185", "virtualPort": 80, "scheduler": "wlc",
            "realServers": [ { "address": "172.17.0.3" } ] } ] }
        """;

    private readonly ScratchNamespace _netns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("desired").FullName;

    private static readonly string[] WantedTable = ["-A -t 10.0.0.185:80 -s wlc", "-a -t 10.0.0.185:80 -r 172.17.0.3:80 -g -w 1"];

    private static readonly JsonNode Manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(ModuleFolder, "IpvsPS.dsc.resource.json")))!;

    private static readonly JsonSchema Schema = JsonSchema.FromText(Manifest["schema"]!["embedded"]!.ToJsonString());

    private static string ModuleFolder => Path.GetDirectoryName(StagedModule.Manifest)!;

    public void Dispose()
    {
        _netns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Each_command_of_the_manifest_does_what_DSC_asks_of_it()
    {
        string[] former = ["-A -t 10.0.0.185:80 -s rr", "-A -t 10.0.0.9:9 -s wlc", "-a -t 10.0.0.185:80 -r 172.17.0.3:80 -g -w 0"];
        _netns.Native("ipvsadm -A -t 10.0.0.9:9");
        lab.Works(
            $"New-IpvsService 10.0.0.185:80 -Scheduler rr -NetNamespace {_netns} | Add-IpvsRealServer 172.17.0.3 -PassThru | "
                + "Suspend-IpvsRealServer"
        );
        string all = $"{{ \"netNamespace\": \"{_netns}\", \"prune\": true, \"configuration\": {Wanted} }}";

        JsonNode planned = State("whatIf", all);
        string[] changes = [.. planned["_metadata"]!["whatIf"]!.AsArray().Select(change => (string)change!)];
        Assert.Equal(2, changes.Length);
        Assert.StartsWith("Set Service TCP 10.0.0.185:80", changes[0], StringComparison.Ordinal);
        Assert.StartsWith("Remove Service TCP 10.0.0.9:9", changes[1], StringComparison.Ordinal);
        Assert.Equal("wlc", Scheduler(planned));
        JsonNode tested = State("test", all);
        Assert.Equal((false, "rr"), ((bool)tested["_inDesiredState"]!, Scheduler(tested)));
        Assert.Equal(former, _netns.Saved());

        // pwsh writes warnings to standard output, where DSC reads the state alone: it has them from standard error.
        string table = $"-A -t 10.0.0.185:80 -s wlc\n{former[2]}";
        Assert.Equal("wlc", Scheduler(State("set", all, "TCP 10.0.0.185:80 -> 172.17.0.3:80 is suspended")));
        Assert.Equal(table.Split('\n'), _netns.Saved());
        tested = State("test", all);
        Assert.Equal((true, "wlc"), ((bool)tested["_inDesiredState"]!, Scheduler(tested)));
        Assert.Equal("wlc", Scheduler(State("get", $"{{ \"netNamespace\": \"{_netns}\" }}")));

        // Without an instance, the namespace is the one that DSC runs in.
        Assert.Equal("wlc", Scheduler(State("export", "")));

        // What is wrong is a line of standard error, and the exit code that the manifest has words for.
        (int code, string output, string error) = Operate("set", $"{{ \"netNamespace\": \"{_netns}\" }}");
        Assert.Equal((1, ""), (code, output));
        Assert.NotNull(Manifest["exitCodes"]!["1"]);
        Assert.Contains("configuration is missing", (string?)JsonNode.Parse(error)!["error"], StringComparison.Ordinal);
        Assert.Equal(table.Split('\n'), _netns.Saved());
    }

    /// <summary>The state that an operation writes: one line of JSON that keeps to the manifest's schema, as DSC checks it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="instance">The JSON on standard input.</param>
    /// <param name="warning">How the only line of standard error begins; none for no line.</param>
    private JsonNode State(string operation, string instance, string? warning = null)
    {
        (int code, string output, string error) = Operate(operation, instance);
        Assert.True(code == 0, error);
        string warned = error.Length == 0 ? "" : (string)JsonNode.Parse(error)!["warn"]!;
        Assert.True(warning is null ? warned.Length == 0 : warned.StartsWith(warning, StringComparison.Ordinal), error);
        using JsonDocument state = JsonDocument.Parse(Assert.Single(output.Split('\n')));
        Assert.True(Schema.Evaluate(state.RootElement).IsValid, output);
        return JsonNode.Parse(output)!;
    }

    /// <summary>The scheduler of the service that is wanted, in a state.</summary>
    private static string Scheduler(JsonNode state) =>
        (string)
            state["configuration"]!["services"]!.AsArray().Single(service => (string?)service!["virtualAddress"] == "10.0.0.185")![
                "scheduler"
            ]!;

    /// <summary>Starts an operation as DSC does: the manifest's program and words, in its folder, JSON on standard input.</summary>
    private (int Code, string Output, string Error) Operate(string operation, string instance)
    {
        JsonNode command = Manifest[operation]!;
        string[] words = [.. command["args"]!.AsArray().Select(word => (string)word!)];
        using Process program = Process.Start(
            new ProcessStartInfo("ip", ["netns", "exec", _netns.Name, (string)command["executable"]!, .. words])
            {
                WorkingDirectory = ModuleFolder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        program.StandardInput.Write(instance);
        program.StandardInput.Close();
        Task<string> error = program.StandardError.ReadToEndAsync();
        string output = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        return (program.ExitCode, output.Trim(), error.Result.Trim());
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

        _netns.Native("ipvsadm -C; ipvsadm -A -t 10.0.0.9:9");
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
