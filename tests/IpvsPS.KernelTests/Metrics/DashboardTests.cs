using System.Text.Json;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Metrics;

/// <summary>What the dashboard in docs asks Prometheus.</summary>
public sealed partial class DashboardTests
{
    /// <summary>promtool reads rules and no dashboards: each question becomes a rule, with values for Grafana's variables.</summary>
    [Fact]
    public void Promtool_is_content_with_every_question_of_the_dashboard()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Repository.File("docs/metrics/ipvs-dashboard.json")));
        string[] questions =
        [
            .. dashboard
                .RootElement.GetProperty("panels")
                .EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
        IEnumerable<string> rules = questions.Select(
            (question, index) =>
                $"  - {{ record: 'dashboard:{index}', expr: {JsonSerializer.Serialize(Variables().Replace(question, "5m"))} }}"
        );
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, ["groups:", "- name: dashboard", "  rules:", .. rules]);

        string shown = LabSession.Native($"/opt/prometheus/usr/bin/promtool check rules {path}");
        Assert.InRange(questions.Length, 8, 100);
        Assert.Contains($"SUCCESS: {questions.Length} rules found", shown, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variables();
}
