using System.Text.RegularExpressions;
using IpvsPS.Lab;
using IpvsPS.Lab.Engine;

namespace IpvsPS.KernelTests.Help;

/// <summary>The examples of every help page, run in their order in a network namespace of their own.</summary>
public sealed partial class ExampleTests(LabSession lab)
{
    /// <summary>Commands of PowerShell's own modules, which the engine alone lacks: their examples are left out.</summary>
    private static readonly Regex NeedsPwsh = UtilityCommand();

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Repository.File("docs/en-US"), "*-*.md")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_examples_run_as_they_stand(string cmdlet)
    {
        string[] blocks = [.. Blocks(cmdlet).Where(block => !block.Contains("# not run", StringComparison.Ordinal) && !NeedsPwsh.IsMatch(block))];
        Assert.NotEmpty(blocks);
        string[] namesBefore = Names();
        using var space = new ScratchNamespace();
        try
        {
            lab.Works($"Enter-NetNamespace {space}");
            foreach (string block in blocks)
            {
                EngineResult result = lab.Run($"$ConfirmPreference = 'None'\n{block}");
                Assert.True(result.Errors.Count == 0 && result.Failure is null, $"{block}\n{string.Join('\n', result.Errors)}{result.Failure}");
            }
        }
        finally
        {
            lab.Run("$ConfirmPreference = 'High'; try { while ($true) { Exit-NetNamespace } } catch { }");
            foreach (string name in Names().Except(namesBefore).Where(name => name != space.Name))
            {
                LabSession.Native($"ip netns delete '{name}'");
            }
        }
    }

    private static string[] Names() => Directory.Exists("/run/netns") ? [.. Directory.EnumerateFiles("/run/netns").Select(path => Path.GetFileName(path))] : [];

    private static IEnumerable<string> Blocks(string cmdlet)
    {
        string page = File.ReadAllText(Repository.File($"docs/en-US/{cmdlet}.md"));
        string examples = page[page.IndexOf("## EXAMPLES", StringComparison.Ordinal)..page.IndexOf("## PARAMETERS", StringComparison.Ordinal)];
        return PowerShellBlock().Matches(examples).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("^```powershell\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PowerShellBlock();

    [GeneratedRegex(@"\b(Import-Csv|Export-Csv|ConvertTo-Json|ConvertFrom-Json|Select-Object|Sort-Object|Group-Object|Measure-\w+|Format-\w+|Start-Sleep|Get-Content|Set-Content|Get-Process|Get-Date|Write-\w+|Get-Random|Test-Path|Join-Path|Select-String|Tee-Object|Out-File|Start-Process|Stop-Process|Invoke-WebRequest)\b")]
    private static partial Regex UtilityCommand();
}
