using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Counters and rates: those of real packets, as ipvsadm --stats and --rate show them.</summary>
public sealed class StatisticTests(LabSession lab) : IDisposable
{
    private readonly BalancedPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void The_counters_are_those_of_ipvsadm_and_reset_sets_them_to_zero()
    {
        MakeTraffic();
        Objects.IpvsStatistic[] ours = Get("-RealServer");
        Assert.Equal(Theirs("--stats"), ours.Select(Counters));
        Assert.All(ours, statistic => Assert.Equal(_pair.Director.Name, statistic.NetNamespace));
        Assert.Equal((3UL, true, true), (ours[0].Connections, ours[0].IncomingPackets >= 9, ours[0].OutgoingBytes > 0));

        lab.Works($"Reset-IpvsStatistic 10.77.1.1:80 -NetNamespace {_pair.Director}");
        Objects.IpvsStatistic[] after = Get("-RealServer");
        Assert.Equal(Theirs("--stats"), after.Select(Counters));
        Assert.Equal([0, 0, 1, 1], after.Select(statistic => (int)statistic.Connections));

        lab.Works($"Reset-IpvsStatistic -NetNamespace {_pair.Director}");
        Assert.All(
            Get("-RealServer"),
            statistic => Assert.Equal((0UL, 0UL, 0UL), (statistic.Connections, statistic.IncomingBytes, statistic.OutgoingBytes))
        );
    }

    [Fact]
    public void The_rates_are_those_of_ipvsadm()
    {
        MakeTraffic();
        // The kernel works them out every two seconds: two readings around ours that agree are of the same moment.
        for (int attempt = 0; attempt < 20; attempt++)
        {
            string[] before = [.. Theirs("--rate")];
            Objects.IpvsStatistic[] ours = Get("-RealServer");
            if (before.SequenceEqual(Theirs("--rate")) && ours[0].IncomingBytesPerSecond > 0)
            {
                Assert.Equal(before, ours.Select(Rates));
                return;
            }

            Thread.Sleep(500);
        }

        Assert.Fail("the rates stayed 0 or never stood still");
    }

    [Fact]
    public void Without_estimation_the_counters_stand_still()
    {
        lab.Works($"Set-IpvsSetting run_estimation $false -NetNamespace {_pair.Director}");
        MakeTraffic();
        Assert.Equal([0, 0], Get(string.Empty).Select(statistic => (int)statistic.Connections));
    }

    [Fact]
    public void Services_and_real_servers_can_be_piped()
    {
        MakeTraffic();
        string netns = $"-NetNamespace {_pair.Director}";
        Assert.Equal(["TCP 10.77.1.1:80", "TCP 10.77.1.1:81"], Texts($"Get-IpvsService {netns} | Get-IpvsStatistic"));
        Assert.Equal(["TCP 10.77.1.1:80", "TCP 10.77.1.1:81"], Texts($"Get-IpvsStatistic {netns}"));
        Assert.Equal(["TCP 10.77.1.1:80 -> 10.77.0.2:8080"], Texts($"Get-IpvsRealServer 10.77.1.1:80 {netns} | Get-IpvsStatistic"));
        Assert.Equal(["TCP 10.77.1.1:81 -> 10.77.0.2:8081"], Texts($"Get-IpvsStatistic -RealPort 8081 {netns}"));
        Assert.Equal(
            ["TCP 10.77.1.1:81", "TCP 10.77.1.1:81 -> 10.77.0.2:8081"],
            Texts($"Get-IpvsService 10.77.1.1:81 {netns} | Get-IpvsStatistic -RealServer")
        );
        Assert.Equal(["TCP 10.77.1.1:80"], Texts($"Get-IpvsStatistic 10.77.1.1:80 {netns} | Get-IpvsStatistic"));

        lab.Works($"Get-IpvsStatistic 10.77.1.1:80 {netns} | Reset-IpvsStatistic");
        Assert.Equal([0, 1], Get(string.Empty).Select(statistic => (int)statistic.Connections));
    }

    [Fact]
    public void The_tables_show_counters_or_rates()
    {
        MakeTraffic();
        Assert.Matches(
            "RealServer +Conns +InPkts +OutPkts +InBytes +OutBytes",
            lab.Render($"Get-IpvsStatistic -RealServer -NetNamespace {_pair.Director}")
        );
        Assert.Matches("Service +CPS +InPPS +OutPPS +InBPS +OutBPS", lab.Render($"Get-IpvsStatistic -Rate -NetNamespace {_pair.Director}"));
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        MakeTraffic();
        string netns = $"-NetNamespace {_pair.Director}";
        lab.Fails($"Get-IpvsStatistic 10.77.1.1:99 {netns}", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound, "10.77.1.1:99");
        lab.Fails($"Get-IpvsStatistic -RealAddress 10.77.0.9 {netns}", "IpvsRealServerNotFound", ErrorCategory.ObjectNotFound, "10.77.0.9");
        lab.Fails(
            $"Reset-IpvsStatistic 10.77.1.1:99 {netns}",
            "IpvsServiceNotFound",
            ErrorCategory.ObjectNotFound,
            "reset the statistics of TCP 10.77.1.1:99"
        );
        lab.Fails($"Reset-IpvsStatistic -Protocol Udp {netns}", "IpvsServiceMissing", ErrorCategory.InvalidArgument, "no parameter at all");
        lab.Fails(
            $"[pscustomobject]@{{ NetNamespace = '{_pair.Director}' }} | Reset-IpvsStatistic",
            "IpvsServiceMissing",
            ErrorCategory.InvalidArgument
        );
        lab.Works($"Reset-IpvsStatistic -WhatIf {netns}");
        Assert.Equal([3, 1], Get(string.Empty).Select(statistic => (int)statistic.Connections));
    }

    private void MakeTraffic()
    {
        lab.Works(
            $$"""
            New-IpvsService 10.77.1.1:80 -NetNamespace {{_pair.Director}} | Add-IpvsRealServer 10.77.0.2:8080 -ForwardingMethod Masquerade
            New-IpvsService 10.77.1.1:81 -NetNamespace {{_pair.Director}} | Add-IpvsRealServer 10.77.0.2:8081 -ForwardingMethod Masquerade
            """
        );
        _pair.Listen("10.77.0.2:8080");
        _pair.Listen("10.77.0.2:8081");
        for (int port = 40001; port <= 40003; port++)
        {
            _pair.Connect($"10.77.0.1:{port}", "10.77.1.1:80", text: new string('x', 4000));
        }

        _pair.Connect("10.77.0.1:40004", "10.77.1.1:81", text: "x");
        // The kernel sums the counters up every two seconds.
        Thread.Sleep(2500);
    }

    private Objects.IpvsStatistic[] Get(string arguments) =>
        [.. lab.Works($"Get-IpvsStatistic {arguments} -NetNamespace {_pair.Director}").Of<Objects.IpvsStatistic>()];

    private IEnumerable<string> Texts(string script) =>
        lab.Works(script).Of<Objects.IpvsStatistic>().Select(statistic => statistic.ToString());

    /// <summary>The lines' five numbers, service by service with its real servers, as they come.</summary>
    private IEnumerable<string> Theirs(string option) =>
        _pair
            .Director.Native($"ipvsadm -Ln {option} --exact")
            .Split('\n')
            .Skip(3)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .Select(words => string.Join(' ', words[1..]));

    private static string Counters(Objects.IpvsStatistic s) =>
        $"{Name(s)} {s.Connections} {s.IncomingPackets} {s.OutgoingPackets} {s.IncomingBytes} {s.OutgoingBytes}";

    private static string Rates(Objects.IpvsStatistic s) =>
        $"{Name(s)} {s.ConnectionsPerSecond} {s.IncomingPacketsPerSecond} {s.OutgoingPacketsPerSecond} "
        + $"{s.IncomingBytesPerSecond} {s.OutgoingBytesPerSecond}";

    private static string Name(Objects.IpvsStatistic s) =>
        new InetEndpoint(System.Net.IPAddress.Parse(s.RealAddress ?? s.VirtualAddress!), s.RealPort ?? s.VirtualPort).ToString();
}
