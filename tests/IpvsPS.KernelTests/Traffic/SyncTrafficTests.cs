namespace IpvsPS.KernelTests.Traffic;

/// <summary>A client that downloads through NAT while Sync-IpvsConfiguration changes the table around its connection.</summary>
[Collection(TrafficTests.Name)]
public sealed class SyncTrafficTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private const int OtherServices = 100;
    private const int ChangesEach = 10;

    [Fact]
    public void A_download_goes_on_while_a_sync_changes_a_thousand_other_rules_and_its_own_service()
    {
        string address = Serve("-Scheduler rr", 1, 1, 1);
        Lab.SetVariable("file", Path.GetTempFileName());
        Run("[IO.File]::WriteAllLines($file, $rules); Import-IpvsConfiguration $file", Before());
        Conversation conversation = Hold(address);
        string resets = Resets();
        using var download = new Download(conversation);
        download.AwaitMore(1 << 20);

        long before = download.ReceivedCount;
        Objects.IpvsChange[] made = Run(
            "[IO.File]::WriteAllLines($file, $rules); Sync-IpvsConfiguration $file -PassThru; [IO.File]::Delete($file)",
            [.. After(), .. Own(address)]
        );
        Assert.True(download.IsInProgress, "it was over before the sync was");
        Assert.InRange(download.ReceivedCount, before + 1, long.MaxValue);
        Assert.Equal(OtherServices * ChangesEach, made.Count(change => change.Service != $"TCP {address}:80"));
        Assert.Equal(
            ["Set Service: rr → wlc", "Set RealServer: weight 1 → 5", "Set RealServer: weight 1 → 6", "Set RealServer: weight 1 → 7"],
            made.Where(change => change.Service == $"TCP {address}:80").Select(change => $"{change.Action} {change.Kind}: {change.Details}")
        );
        Assert.Equal(1u, made.Single(change => change.Target == $"10.77.0.1{conversation.Server}:80").ActiveConnections);

        download.AwaitMore(1 << 20);
        (long sent, long received) = download.Finish();
        Assert.Equal(sent, received);
        Assert.InRange(received, before + (1 << 20), long.MaxValue);
        Assert.Equal(resets, Resets());
        AssertConnections(address, [conversation.Server]);
        Assert.Equal(
            [
                "-A -t {0} -s wlc",
                "-a -t {0} -r 10.77.0.11:80 -m -w 5",
                "-a -t {0} -r 10.77.0.12:80 -m -w 6",
                "-a -t {0} -r 10.77.0.13:80 -m -w 7",
            ],
            Stage
                .Director.Saved()
                .Where(rule => rule.Contains(address, StringComparison.Ordinal))
                .Select(rule => rule.Replace($"{address}:80", "{0}", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_plan_shows_the_connections_that_a_removal_would_cut()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        int server = Hold(address).Server;
        string remove =
            $"$configuration = Get-IpvsConfiguration -Include {address}; "
            + $"$configuration.RealServers = @($configuration.RealServers | Where-Object RealAddress -ne 10.77.0.1{server});";
        Objects.IpvsChange change = Assert.Single(Run($"{remove} $configuration | Compare-IpvsConfiguration -Include {address}", []));
        Assert.Equal((IpvsChangeAction.Remove, 1u), (change.Action, change.ActiveConnections));
        string expected = $"Remove RealServer 10.77.0.1{server}:80 in TCP {address}:80: Masquerade, weight 1 (1 active connection)";
        Assert.Equal(expected, change.ToString());
        Assert.Contains(
            $"What if: {expected}",
            Lab.Render(
                $"& {{ $PSDefaultParameterValues = @{{ '*-Ipvs*:NetNamespace' = '{Stage.Director}' }}; "
                    + $"{remove} $configuration | Sync-IpvsConfiguration -WhatIf }}"
            ),
            StringComparison.Ordinal
        );

        // A whole service that goes takes the connections of all of its real servers with it.
        Hold(address);
        change = Assert.Single(Run($"[IpvsPS.Objects.IpvsConfiguration]::new() | Compare-IpvsConfiguration -Include {address} -Prune", []));
        Assert.Equal($"Remove Service TCP {address}:80: with 2 real servers (2 active connections)", change.ToString());
    }

    private static IEnumerable<string> Before() => Others(Enumerable.Range(1, 8).Select(server => (server, 1)));

    /// <summary>Of each service's real servers five have another weight, three go and two come.</summary>
    private static IEnumerable<string> After() => Others([(1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (9, 1), (10, 1)]);

    private static IEnumerable<string> Others(IEnumerable<(int Server, int Weight)> servers) =>
        Enumerable
            .Range(1, OtherServices)
            .SelectMany(service =>
                servers
                    .Select(server => $"-a -t 10.81.0.{service}:80 -r 10.82.0.{server.Server}:80 -m -w {server.Weight}")
                    .Prepend($"-A -t 10.81.0.{service}:80 -s wlc")
            );

    private static IEnumerable<string> Own(string address) =>
        Enumerable
            .Range(1, TrafficStage.Servers)
            .Select(server => $"-a -t {address}:80 -r 10.77.0.1{server}:80 -m -w {server + 4}")
            .Prepend($"-A -t {address}:80 -s wlc");

    /// <summary>How many of the client's established connections were reset.</summary>
    private string Resets() => Stage.Client.Native("awk '/^Tcp: [0-9]/ { print $9 }' /proc/net/snmp");

    private Objects.IpvsChange[] Run(string script, IEnumerable<string> rules)
    {
        Lab.SetVariable("rules", rules.ToArray());
        return
        [
            .. Lab.Works($"& {{ $PSDefaultParameterValues = @{{ '*-Ipvs*:NetNamespace' = '{Stage.Director}' }}; {script} }}")
                .Of<Objects.IpvsChange>(),
        ];
    }
}
