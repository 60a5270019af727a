using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpvsPS.Metrics;
using Xunit;

namespace IpvsPS.UnitTests.Metrics;

/// <summary>The page of metrics has every metric and no other, and the dashboard and the alerts ask for none that is not there.</summary>
public sealed partial class MetricDocumentTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Documents, "metrics");

    /// <summary>What their samples are called.</summary>
    private static readonly HashSet<string> Written = [.. Types().Matches(Write()).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_page_has_every_metric_and_no_other()
    {
        string[] described =
        [
            .. File.ReadLines(Path.Combine(RepositoryPaths.Documents, "metrics.md"))
                .Where(line => line.StartsWith("| `ipvs_", StringComparison.Ordinal))
                .SelectMany(line => Names().Matches(line.Split('|')[1]))
                .Select(match => match.Value),
        ];

        Assert.InRange(Written.Count, 30, 100);
        Differences.AssertNone(
            Written.Except(described).Select(name => $"{name} is not in docs/metrics.md."),
            described.Except(Written).Select(name => $"docs/metrics.md has {name}, which is not written."),
            described.GroupBy(name => name).Where(names => names.Count() > 1).Select(names => $"{names.Key} stands there twice.")
        );
    }

    [Theory]
    [InlineData("ipvs-alerts.yml", 7)]
    [InlineData("ipvs-dashboard.json", 8)]
    public void What_is_asked_for_is_there(string file, int least)
    {
        string text = File.ReadAllText(Path.Combine(Folder, file));
        string[] asked = [.. Names().Matches(text).Select(match => match.Value).Distinct()];

        Assert.InRange(asked.Length, least, 100);
        Assert.Empty(asked.Except(Written));
    }

    [Fact]
    public void The_dashboard_has_a_place_for_each_panel()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "ipvs-dashboard.json")));
        JsonElement[] panels = [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()];

        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("gridPos").ToString()).Distinct().Count());
        Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray()));
    }

    private static string Write()
    {
        using var exporter = new MetricExporter(
            [],
            new MetricOptions
            {
                HasRealServers = true,
                HasConnectionStates = true,
                Aggregate = MetricAggregate.Address,
            }
        );
        using var stream = new MemoryStream();
        exporter.Write(stream, MetricFormat.Text, CancellationToken.None);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("^# TYPE (\\w+) ", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex("\\bipvs_[a-z_]+[a-z]")]
    private static partial Regex Names();
}
