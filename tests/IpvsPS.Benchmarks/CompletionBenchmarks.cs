using System.Globalization;

namespace IpvsPS.Benchmarks;

/// <summary>What Tab takes to offer what is there, in a large table.</summary>
internal sealed class CompletionBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    public override string Name => "completion";

    public override IEnumerable<Job> Jobs()
    {
        var table = new BenchmarkTable(5_000, 10);
        yield return Complete(table, "Get-IpvsService -NetNamespace $netns -VirtualAddress ", 5_000);
        yield return Complete(table, "Get-IpvsService -NetNamespace $netns -VirtualAddress 10.96.1.", 256);
        yield return Complete(table, "Get-IpvsRealServer -NetNamespace $netns -RealAddress ", 5_000);
        yield return Complete(table, "Get-IpvsRealServer -NetNamespace $netns -RealAddress 10.128.100.", 256);
        yield return Complete(table, "Remove-IpvsRealServer -NetNamespace $netns -VirtualAddress 10.96.1.7:80 -RealAddress ", 10);
        yield return Complete(table, "Add-IpvsRealServer -NetNamespace $netns -VirtualAddress 10.96.1.7:80 -RealAddress ", 1_000);
        yield return Complete(table, "New-IpvsService 10.0.0.1:80 -NetNamespace $netns -Scheduler ", 5);
        yield return Complete(table, "Set-IpvsSetting -NetNamespace $netns -Name ", 10);
        yield return Complete(table, "Set-NetLink -NetNamespace $netns -Name ", 1);
        yield return Complete(table, "Enter-NetNamespace ", 1);
    }

    private Job Complete(BenchmarkTable table, string line, int least) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"`{line.Replace(" -NetNamespace $netns", string.Empty, StringComparison.Ordinal)}`Tab"
            ),
            TableContenders.After(
                table,
                Session.Cmdlets(
                    $"$line = \"{line}\"; $count = (TabExpansion2 $line $line.Length).CompletionMatches.Count; "
                        + $"if ($count -lt $least) {{ throw \"$count are offered.\" }}",
                    ("least", least)
                )
            ),
            null,
            null
        )
        {
            // The script counts what is offered.
            Check = _ => { },
        };
}
