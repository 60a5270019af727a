using IpvsPS.Testing.Health;

namespace IpvsPS.Benchmarks;

/// <summary>Watch-IpvsHealth and keepalived beside each other while pods fail: what each did to its table, when, and
/// what clients noticed.</summary>
internal sealed class HealthFaultBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    public override string Name => "health-faults";

    public override IEnumerable<string> Notes()
    {
        using var stage = new BesideStage();
        stage.Start();
        Thread.Sleep(TimeSpan.FromSeconds(3));
        string[] rows = [.. BesideFault.All.SelectMany(fault => fault.Run(stage))];
        yield return string.Join('\n', ["| what happens | checker | its table | its client |", "|---|---|---|---|", .. rows]);
    }
}
