using System.Diagnostics;
using System.Text.RegularExpressions;
using IpvsPS.Lab.Host;

namespace IpvsPS.LabTests;

/// <summary>The playbook of docs/desired-state.md, read by Ansible.</summary>
public sealed partial class PlaybookTests
{
    [Fact]
    public async Task Ansible_finds_nothing_in_the_playbook()
    {
        Assert.Null(HostPackages.Ensure(LabKernel.User));
        string page = await File.ReadAllTextAsync(LibraryPackage.Metadata("DesiredStatePage"), TestContext.Current.CancellationToken);
        string folder = Directory.CreateTempSubdirectory("playbook").FullName;
        try
        {
            string path = Path.Combine(folder, "ipvs.yml");
            await File.WriteAllTextAsync(path, Playbook().Match(page).Groups[1].Value, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("ansible-playbook", ["--syntax-check", "-i", "directors,", path])
            {
                Environment = { ["HOME"] = folder, ["LC_ALL"] = "C.UTF-8" },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process program = Process.Start(start)!;
            Task<string> error = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string said = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, $"playbook: {path}", ""), (program.ExitCode, said.Trim(), (await error).Trim()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("^```yaml\n(- hosts: directors\n.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Playbook();
}
