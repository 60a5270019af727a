using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The manifest of the DSC resource, and the unit of docs/desired-state.md.</summary>
public sealed partial class DscManifestTests
{
    private static readonly string[] Operations = ["get", "set", "whatIf", "test", "export"];

    private static readonly JsonNode Manifest = JsonNode.Parse(
        File.ReadAllText(Path.Combine(RepositoryPaths.Module, "IpvsPS.dsc.resource.json"))
    )!;

    [Fact]
    public void Each_operation_runs_the_script_that_is_shipped_beside_it()
    {
        string script = File.ReadAllText(Path.Combine(RepositoryPaths.Module, "IpvsPS.dsc.ps1"));
        foreach (string operation in Operations)
        {
            JsonNode command = Manifest[operation]!;
            string last = (string)command["args"]!.AsArray()[^1]!;
            Assert.Equal("pwsh", (string?)command["executable"]);
            Assert.Equal("stdin", (string?)command["input"]);
            Assert.Matches(@"^\$Input \| & \./IpvsPS\.dsc\.ps1 [A-Z][A-Za-z]+$", last);
            Assert.Contains($"'{last.Split(' ')[^1]}'", script, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Its_version_is_the_modules_and_its_name_is_one_that_DSC_takes()
    {
        Assert.Equal(ModuleManifest.Data["ModuleVersion"], (string?)Manifest["version"]);
        Assert.Matches(@"^\w+(\.\w+){0,2}/\w+$", (string)Manifest["type"]!);
    }

    [Fact]
    public void Systemd_finds_nothing_in_the_unit()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "desired-state.md"));
        string folder = Directory.CreateTempSubdirectory("unit").FullName;
        try
        {
            // PowerShell need not be installed here for the unit to be a right one.
            string path = Path.Combine(folder, "ipvs.service");
            File.WriteAllText(path, Unit().Match(page).Groups[1].Value.Replace("/usr/bin/pwsh", "/bin/true", StringComparison.Ordinal));
            var start = new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process program = Process.Start(start)!;
            string said = program.StandardOutput.ReadToEnd() + program.StandardError.ReadToEnd();
            program.WaitForExit();
            Assert.DoesNotContain("ipvs.service", said, StringComparison.Ordinal);
            Assert.True(program.ExitCode == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("^```ini\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Unit();
}
