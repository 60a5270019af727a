using System.Diagnostics;
using System.Text.RegularExpressions;
using IpvsPS.Configuration;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>docs/health.md says of the configuration what is read, and the unit is one that systemd takes.</summary>
public sealed partial class HealthDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "health.md"));

    [Fact]
    public void Its_sample_is_read_and_says_what_the_page_says()
    {
        using ConfigurationTable table = ConfigurationFile.Parse(JsonBlock().Match(Page).Groups[1].Value);
        HealthPolicy policy = table.Services[0].Health!.Or(table.Health);
        Assert.Equal((IpvsHealthCheckKind.Http, 0.5), (policy.Checks![0].Kind, policy.MinimumHealthyShare));
        Assert.Equal("172.17.0.9:80", $"{policy.SorryServer}");
    }

    /// <summary>Every word in the second column of the tables is a key, a kind, a parameter or a command.</summary>
    [Fact]
    public void Its_words_are_keys_kinds_and_commands()
    {
        string[] known =
        [
            .. HealthCheckField.All.Select(field => field.Key),
            .. Enum.GetNames<IpvsHealthCheckKind>(),
            .. Enum.GetNames<HealthFailureAction>(),
            "quorum",
            "hysteresis",
            "minimumHealthy",
            "slowStart",
            "onFailure",
            "sorryServer",
            "announceLink",
        ];
        string[] words =
        [
            .. Row()
                .Matches(Page)
                .SelectMany(row => Code().Matches(row.Groups[1].Value))
                .Select(code => code.Groups[1].Value)
                .Where(word => !word.Contains('-', StringComparison.Ordinal) && !word.Contains(' ', StringComparison.Ordinal)),
        ];
        Assert.True(words.Length > 40, $"{words.Length} words");
        Assert.Empty(words.Except(known));
    }

    [Fact]
    public void Systemd_takes_the_unit()
    {
        string folder = Directory.CreateTempSubdirectory("unit").FullName;
        string unit = File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "ipvsps-health.service"));
        string file = Path.Combine(folder, "ipvsps-health.service");

        // Of the program only its place is other than on a machine with PowerShell.
        File.WriteAllText(file, unit.Replace("/usr/bin/pwsh", "/bin/true", StringComparison.Ordinal));
        try
        {
            if (!File.Exists("/usr/bin/systemd-analyze"))
            {
                Assert.Skip("systemd-analyze is not installed here.");
            }

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

    /// <summary>systemd's own SIGABRT leaves a process of .NET alive: it would be killed 90 seconds later.</summary>
    [Fact]
    public void A_unit_with_a_watchdog_says_which_signal_ends_it()
    {
        string[] units =
        [
            .. Directory.GetFiles(RepositoryPaths.Documents, "*.service", SearchOption.AllDirectories).Select(File.ReadAllText),
        ];
        string[] watched = [.. units.Where(unit => unit.Contains("\nWatchdogSec=", StringComparison.Ordinal))];
        Assert.True(watched.Length >= 2, $"{watched.Length} units");
        Assert.All(watched, unit => Assert.Contains("\nWatchdogSignal=SIGKILL\n", unit, StringComparison.Ordinal));
    }

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"^\| (?:`[^|]*`|–)[^|]*\| ([^|]*)\|[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
