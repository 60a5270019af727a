using IpvsPS.Diagnosis;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>How clients are spread.</summary>
public sealed class SpreadRuleTests
{
    [Theory]
    [InlineData("sh")]
    [InlineData("mh")]
    public void S107_few_addresses_are_not_spread_by_a_hash(string scheduler)
    {
        var stage = new DiagnosisStage(scheduler: scheduler);
        stage.Connect("ESTABLISHED", 60);

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "S107");
        Assert.Equal([scheduler, 1, 60, 60L], finding.Values);
        stage.Service.SchedulerFlag = [$"{scheduler}-port"];
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    [Fact]
    public void S107_not_for_few_connections_many_addresses_or_even_shares()
    {
        var few = new DiagnosisStage(scheduler: "sh");
        few.Connect("ESTABLISHED", 49);
        Assert.Empty(DiagnosisStage.Run(few.Build()));

        var many = new DiagnosisStage(scheduler: "sh");
        for (int i = 1; i <= 60; i++)
        {
            many.Connect("ESTABLISHED", from: DiagnosisStage.Parse($"198.51.100.{i}"));
        }

        Assert.Empty(DiagnosisStage.Run(many.Build()));

        var even = new DiagnosisStage(scheduler: "sh");
        even.Connect("ESTABLISHED", 40);
        even.Connect("ESTABLISHED", 20, to: RealServerId.Of(even.Service.Id, even.RealServers[1]));
        Assert.Empty(DiagnosisStage.Run(even.Build()));
    }

    [Fact]
    public void S108_persistence_ties_most_clients_to_one_server()
    {
        var stage = new DiagnosisStage();
        stage.Service.PersistenceTimeout = TimeSpan.FromMinutes(5);
        stage.Connect("NONE", 10, isTemplate: true);

        DiagnosisFinding finding = DiagnosisStage.Only(stage.Build(), "S108");
        Assert.Equal([10, 10L, true, 300L], finding.Values);
        Assert.Equal("10 of 10 clients are tied to 172.17.0.3:80", new Objects.IpvsFinding(finding).Is);
        stage.Connect("NONE", 4, to: RealServerId.Of(stage.Service.Id, stage.RealServers[1]), isTemplate: true);
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }

    /// <summary>One template leads a whole network of clients.</summary>
    [Fact]
    public void S108_by_connections_where_templates_are_few()
    {
        var stage = new DiagnosisStage();
        stage.Service.PersistenceTimeout = TimeSpan.FromMinutes(5);
        stage.Connect("NONE", isTemplate: true);
        stage.Connect("ESTABLISHED", 50);

        Assert.Equal([50, 50L, false, 300L], DiagnosisStage.Only(stage.Build(), "S108").Values);
        stage.RealServers[0].Weight = 3;
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
    }
}
