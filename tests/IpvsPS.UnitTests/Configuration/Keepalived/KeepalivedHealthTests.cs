using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
using IpvsPS.State;
using Xunit;
using static IpvsPS.UnitTests.Configuration.Keepalived.KeepalivedText;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>The health sections that virtual_server blocks come to.</summary>
public sealed class KeepalivedHealthTests
{
    private const string Nat = "protocol TCP\nlb_algo rr\nlb_kind NAT";

    [Fact]
    public void Checkers_become_checks_with_what_the_blocks_around_them_say()
    {
        KeepalivedReading reading = Read(
            Server(
                Nat,
                "delay_loop 8",
                "retry 2",
                "virtualhost www.example.org",
                "real_server 10.1.0.1 80 {",
                "HTTP_GET {",
                "connect_port 8080",
                "connect_timeout 3",
                "url {",
                "path /a",
                "status_code 200-204 301",
                "}",
                "url {",
                "path /b",
                "digest 9b3a0c85a887a256d6939da88aabd8cd",
                "}",
                "}",
                "MISC_CHECK {",
                "misc_path \"/bin/c 'd e' f\"",
                "misc_dynamic",
                "}",
                "}"
            )
        );
        KeepalivedVirtualServer server = Assert.Single(reading.VirtualServers);
        IReadOnlyList<IpvsHealthCheck> checks = Assert.Single(server.RealServers).Checks;
        Assert.Equal(["Http /a on port 8080", "Http /b on port 8080", "Script /bin/c"], checks.Select(check => check.ToString()));
        Assert.Equal("d e\nf", checks[2].ScriptArguments);
        Assert.Equal(
            (TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), 1, 3, "www.example.org", "200-204,301"),
            (
                checks[0].Interval,
                checks[0].FastInterval,
                checks[0].Timeout,
                checks[0].Rise,
                checks[0].Fall,
                checks[0].HostName,
                checks[0].StatusCode
            )
        );
        Assert.Equal("1.0", checks[0].HttpVersion);
        Assert.Equal("9b3a0c85a887a256d6939da88aabd8cd", checks[1].BodyHash);
        Assert.True(checks[2].SetsWeight);
    }

    [Fact]
    public void Checks_quorum_and_the_sorry_server_become_a_section()
    {
        (HealthPolicy? policy, IReadOnlyList<KeepalivedRemark> remarks) = Section(
            Nat,
            "delay_loop 6\nquorum 2\nhysteresis 1\nsorry_server 10.1.0.9 8080",
            "real_server 10.1.0.1 80 {\nTCP_CHECK {\nconnect_timeout 3\nretry 2\ndelay_before_retry 1\n}\n}",
            "real_server 10.1.0.2 80 {\nTCP_CHECK {\nconnect_timeout 3\nretry 2\ndelay_before_retry 1\n}\n}"
        );
        Assert.Empty(remarks);
        IpvsHealthCheck check = Assert.Single(policy!.Checks!);
        Assert.Equal(IpvsHealthCheckKind.Tcp, check.Kind);
        Assert.Equal(TimeSpan.FromSeconds(6), check.Interval);
        Assert.Equal(TimeSpan.FromSeconds(1), check.FastInterval);
        Assert.Equal(TimeSpan.FromSeconds(3), check.Timeout);
        Assert.Equal((2, 1), (policy.Quorum, policy.Hysteresis));
        Assert.Equal(HealthFailureAction.Remove, policy.OnFailure);
        Assert.Equal("10.1.0.9", $"{policy.SorryServer!.Value.Address}");
        Assert.Equal(8080, policy.SorryServer.Value.Port);
        Assert.Equal(IpvsForwardingMethod.Masquerade, policy.SorryServer.Value.ForwardingMethod);
    }

    [Fact]
    public void A_time_out_longer_than_the_interval_makes_the_interval_longer()
    {
        (HealthPolicy? policy, _) = Section(Nat, "delay_loop 2", "real_server 10.1.0.1 80 {\nTCP_CHECK {\nconnect_timeout 5\n}\n}");
        IpvsHealthCheck check = Assert.Single(policy!.Checks!);
        Assert.Equal(TimeSpan.FromSeconds(5), check.Interval);
        Assert.Null(HealthCheckRules.Check(check));
    }

    [Theory]
    [InlineData("protocol UDP", 53)]
    [InlineData("protocol TCP", null)]
    public void A_connection_to_a_server_of_datagrams_is_asked_for_by_its_port(string protocol, int? port)
    {
        (HealthPolicy? policy, _) = Section(protocol, "real_server 10.1.0.1 53 {\nTCP_CHECK {\n}\n}");
        Assert.Equal(port, Assert.Single(policy!.Checks!).Port);
    }

    [Fact]
    public void Inhibited_servers_are_kept_at_weight_0()
    {
        (HealthPolicy? policy, _) = Section(Nat, "inhibit_on_failure", "real_server 10.1.0.1 80 {\nTCP_CHECK {\n}\n}");
        Assert.Equal(HealthFailureAction.Quiesce, policy!.OnFailure);
    }

    [Fact]
    public void Without_checkers_there_is_no_section()
    {
        (HealthPolicy? policy, IReadOnlyList<KeepalivedRemark> remarks) = Section(Nat, "quorum 2", "real_server 10.1.0.1 80 { }");
        Assert.Null(policy);
        Assert.Empty(remarks);
    }

    [Fact]
    public void Checks_that_differ_become_those_of_single_real_servers()
    {
        (HealthPolicy? policy, IReadOnlyList<KeepalivedRemark> remarks) = Section(
            Nat,
            "real_server 10.1.0.1 80 {\nTCP_CHECK {\n}\n}",
            "real_server 10.1.0.2 80 {\nTCP_CHECK {\nconnect_port 81\n}\nPING_CHECK {\n}\n}",
            "real_server 10.1.0.1 82 {\nTCP_CHECK {\nconnect_port 83\n}\n}"
        );
        Assert.Empty(remarks);
        Assert.Null(Assert.Single(policy!.Checks!).Port);
        Assert.Equal(
            ["10.1.0.2 : Tcp on port 81, Icmp", "10.1.0.1 82: Tcp on port 83"],
            policy.ServerChecks!.Select(own => $"{own.Address} {own.Port}: {string.Join(", ", own.Checks)}")
        );
    }

    [Fact]
    public void A_real_server_without_a_checker_beside_others_is_asked_nothing()
    {
        (HealthPolicy? policy, IReadOnlyList<KeepalivedRemark> remarks) = Section(
            Nat,
            "real_server 10.1.0.1 80 {\n}",
            "real_server 10.1.0.2 80 {\nTCP_CHECK {\nconnect_timeout 3\n}\n}",
            "real_server 10.1.0.3 80 {\nTCP_CHECK {\nconnect_timeout 3\n}\n}"
        );
        Assert.Empty(remarks);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(policy!.Checks!).Timeout);
        RealServerChecks own = Assert.Single(policy.ServerChecks!);
        Assert.Equal(("10.1.0.1", true, 0), ($"{own.Address}", own.IsUnchecked, own.Checks.Count));
    }

    private static (HealthPolicy? Policy, IReadOnlyList<KeepalivedRemark> Remarks) Section(params string[] lines)
    {
        KeepalivedReading reading = Read(Server(lines));
        using var table = ConfigurationTable.From(reading.Configuration);
        IReadOnlyList<KeepalivedRemark> remarks = KeepalivedHealth.AddTo(table, reading);
        return (Assert.Single(table.Services).Health, remarks);
    }
}
