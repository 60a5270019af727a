using System.Diagnostics;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>What runs the watch on a node: the manifests are whole, and their command and the unit's are ones of the module.</summary>
public sealed class KubernetesDocumentTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Documents, "kubernetes");

    [Fact]
    public void The_manifest_runs_a_command_that_there_is()
    {
        YamlNode pod = Documents("daemonset.yaml").Single()["spec"]["template"]["spec"];
        YamlNode container = pod["containers"][0];
        AssertParameters(container["args"][0].ToString());
        string[] volumes = [.. ((YamlSequenceNode)pod["volumes"]).Select(volume => volume["name"].ToString())];
        Assert.All((YamlSequenceNode)container["volumeMounts"], mount => Assert.Contains(mount["name"].ToString(), volumes));
        Assert.Equal("true", container["securityContext"]["readOnlyRootFilesystem"].ToString());
    }

    [Fact]
    public void The_account_of_the_manifest_is_the_one_that_is_bound()
    {
        YamlNode[] rights = Documents("rbac.yaml");
        string account = Documents("daemonset.yaml").Single()["spec"]["template"]["spec"]["serviceAccountName"].ToString();
        Assert.Equal(account, rights[0]["metadata"]["name"].ToString());
        Assert.Equal(account, rights[1]["subjects"][0]["name"].ToString());
        Assert.Equal("system:node-proxier", rights[1]["roleRef"]["name"].ToString());
    }

    [Fact]
    public void The_unit_runs_a_command_that_there_is_and_systemd_takes_it()
    {
        string unit = File.ReadAllText(Path.Combine(Folder, "ipvsps-kubernetes.service"));
        string start = unit.Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        AssertParameters(start[(start.IndexOf('"') + 1)..start.LastIndexOf('"')].Replace("$$", "$", StringComparison.Ordinal));
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            Assert.Skip("systemd-analyze is not installed here.");
        }

        string folder = Directory.CreateTempSubdirectory("unit").FullName;
        string file = Path.Combine(folder, "ipvsps-kubernetes.service");
        File.WriteAllText(file, unit.Replace("/usr/bin/pwsh", "/bin/true", StringComparison.Ordinal));
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("systemd-analyze", ["verify", file]) { RedirectStandardError = true }
            )!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal((0, string.Empty), (process.ExitCode, said));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static YamlNode[] Documents(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, file))));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static void AssertParameters(string script)
    {
        Ast parsed = Parser.ParseInput(script, out _, out ParseError[] errors);
        Assert.Empty(errors);
        var command = (CommandAst)
            parsed.Find(
                node => node is CommandAst one && one.GetCommandName() == "Watch-IpvsKubernetesService",
                searchNestedScriptBlocks: true
            )!;
        string[] known = [.. typeof(WatchIpvsKubernetesServiceCommand).GetProperties().Select(property => property.Name)];
        string[] used = [.. command.CommandElements.OfType<CommandParameterAst>().Select(one => one.ParameterName)];
        Assert.True(used.Length >= 3, script);
        Assert.Empty(used.Except(known));
    }
}
