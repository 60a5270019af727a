using System.Net;
using IpvsPS.Diagnosis;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Each rule about settings and the limits of tables.</summary>
public sealed class SettingRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Fact]
    public void D009_reused_ports_cost_a_second_before_5_9()
    {
        _stage.Sysctls["net/ipv4/vs/conntrack"] = "1\n";

        DiagnosisStage.Only(_stage.Build() with { KernelVersion = new Version(5, 4) }, "D009");
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { KernelVersion = new Version(5, 9) }));
    }

    [Fact]
    public void D010_reused_ports_stay_with_their_server()
    {
        _stage.Sysctls["net/ipv4/vs/conn_reuse_mode"] = "0\n";

        DiagnosisStage.Only(_stage.Build(), "D010");
        _stage.Sysctls["net/ipv4/vs/expire_nodest_conn"] = "1\n";
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
        DiagnosisStage.Only(_stage.Build() with { KernelVersion = new Version(5, 10) }, "D010");
    }

    [Fact]
    public void D011_persistence_ties_clients_to_a_server_of_weight_0()
    {
        _stage.Service.PersistenceTimeout = TimeSpan.FromMinutes(5);
        _stage.RealServers[0].Weight = 0;
        _stage.RealServers[0].PersistentConnections = 3;

        Assert.Equal(3u, DiagnosisStage.Only(_stage.Build(), "D011").Values[0]);
        _stage.Sysctls["net/ipv4/vs/expire_quiescent_template"] = "1\n";
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Fact]
    public void D012_connections_lead_to_a_server_that_is_gone()
    {
        _stage.Connect("ESTABLISHED", 2, to: _stage.Key with { Address = DiagnosisStage.Parse("172.17.0.9") });

        DiagnosisFinding finding = DiagnosisStage.Only(_stage.Build(), "D012");
        Assert.Equal((2, "172.17.0.9:80"), (finding.Values[0], $"{finding.RealServer}"));
        _stage.Sysctls["net/ipv4/vs/expire_nodest_conn"] = "1\n";
        Assert.Empty(DiagnosisStage.Run(_stage.Build()));
    }

    [Theory]
    [InlineData("drop_entry", "2")]
    [InlineData("drop_packet", "3")]
    [InlineData("secure_tcp", "3")]
    public void D013_the_kernel_defends_itself(string setting, string value)
    {
        _stage.Sysctls[$"net/ipv4/vs/{setting}"] = value;

        Assert.Equal($"net.ipv4.vs.{setting}", DiagnosisStage.Only(_stage.Build(), "D013").Field);
    }

    [Fact]
    public void D014_counters_stand_still()
    {
        _stage.Sysctls["net/ipv4/vs/run_estimation"] = "0\n";

        DiagnosisStage.Only(_stage.Build(), "D014");
    }

    [Fact]
    public void D015_the_connection_table_has_long_chains()
    {
        DiagnosisFacts facts = _stage.Build() with { ConnectionEntries = (8 * 4096) + 1 };

        DiagnosisStage.Only(facts, "D015");
        _stage.Sysctls["net/ipv4/vs/conn_lfactor"] = "4";
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { ConnectionEntries = (8 * 4096) + 1 }));
    }

    [Fact]
    public void D016_the_limit_of_connections_is_near()
    {
        _stage.Sysctls["net/ipv4/vs/conn_max"] = "1000";

        DiagnosisStage.Only(_stage.Build() with { ConnectionEntries = 900 }, "D016");
        Assert.Empty(DiagnosisStage.Run(_stage.Build() with { ConnectionEntries = 899 }));
    }

    [Fact]
    public void D017_connection_tracking_is_full()
    {
        _stage.Sysctls["net/netfilter/nf_conntrack_count"] = "58983\n";

        DiagnosisStage.Only(_stage.Build(), "D017");
    }

    [Fact]
    public void D026_no_processor_works_out_rates()
    {
        _stage.Sysctls["net/ipv4/vs/est_cpulist"] = "\n";

        DiagnosisStage.Only(_stage.Build(), "D026");
    }

    [Fact]
    public void D028_the_neighbour_table_is_full()
    {
        _stage.Sysctls["net/ipv4/neigh/default/gc_thresh3"] = "10\n";
        for (int i = 0; i < 9; i++)
        {
            _stage.Neighbors.Add(
                new NetLinkNeighbor
                {
                    Address = IPAddress.Parse($"172.17.1.{i}"),
                    LinkIndex = 3,
                    State = NetLinkNeighborState.Stale,
                }
            );
        }

        Assert.Equal([9, 10L], DiagnosisStage.Only(_stage.Build(), "D028").Values);
    }
}
