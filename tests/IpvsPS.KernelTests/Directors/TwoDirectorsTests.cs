using System.Diagnostics;
using System.Net;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Directors;

/// <summary>docs/two-directors.md as it stands there, with downloads that go on while one director dies.</summary>
public sealed class TwoDirectorsTests(LabSession lab) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectorPair _pair = new(lab);
    private readonly string _folder = Directory.CreateTempSubdirectory("directors").FullName;

    public void Dispose()
    {
        _pair.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Downloads_go_on_when_the_other_director_takes_over_and_says_so()
    {
        MakeStandby();
        On(_pair.One, DirectorsPage.Sample("on the director that takes over"));
        using Download direct = _pair.Begin(DirectorPair.DirectAddress);
        using Download nat = _pair.Begin(DirectorPair.NatAddress);
        _pair.AwaitReplicas(2);
        Kill(_pair.One);

        // The addresses alone change nothing for who knows the other's hardware address.
        string[] takeover = DirectorsPage.Sample("on the director that takes over").Split('\n', 3);
        Assert.StartsWith("Add-NetLinkAddress", takeover[1], StringComparison.Ordinal);
        On(_pair.Two, takeover[1]);
        Thread.Sleep(500);
        (long, long) before = (direct.ReceivedCount, nat.ReceivedCount);
        Thread.Sleep(2000);
        Assert.Equal(before, (direct.ReceivedCount, nat.ReceivedCount));

        var outage = Stopwatch.StartNew();
        On(_pair.Two, takeover[2]);
        double heard = outage.Elapsed.TotalSeconds;
        AssertGoOn(direct, nat);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"standing still for 2.5 s without an announcement; "
                + $"both go on {outage.Elapsed.TotalSeconds:0.0} s after the command began, which took {heard:0.0} s"
        );
        AssertWhole(direct, nat);
        _pair.Connect(DirectorPair.DirectAddress).Dispose();
        _pair.Connect(DirectorPair.NatAddress).Dispose();
    }

    [Fact]
    public void Downloads_go_on_when_both_directors_live_and_the_addresses_move()
    {
        MakeStandby();
        On(_pair.One, DirectorsPage.Sample("on the director that takes over"));
        using Download direct = _pair.Begin(DirectorPair.DirectAddress);
        using Download nat = _pair.Begin(DirectorPair.NatAddress);
        _pair.AwaitReplicas(2);
        var move = Stopwatch.StartNew();
        On(_pair.Two, DirectorsPage.Sample("on the director that takes over"));
        On(_pair.One, DirectorsPage.Sample("on the director that is relieved"));
        AssertGoOn(direct, nat);
        AssertWhole(direct, nat);
        TestContext.Current.TestOutputHelper?.WriteLine($"moved in {move.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public void Downloads_go_on_when_keepalived_moves_the_addresses()
    {
        MakeStandby();
        using Process one = StartKeepalived(_pair.One, DirectorsPage.Keepalived);
        using Process two = StartKeepalived(
            _pair.Two,
            DirectorsPage.Keepalived.Replace("priority 100", "priority 90", StringComparison.Ordinal)
        );
        try
        {
            Poll.Until(() => Has(_pair.One) && !Has(_pair.Two), "lb1 with the addresses", Patience);
            using Download direct = _pair.Begin(DirectorPair.DirectAddress);
            using Download nat = _pair.Begin(DirectorPair.NatAddress);
            _pair.AwaitReplicas(2);
            Kill(_pair.One);
            var outage = Stopwatch.StartNew();
            Poll.Until(() => Has(_pair.Two), "lb2 with the addresses", Patience);
            double taken = outage.Elapsed.TotalSeconds;
            AssertGoOn(direct, nat);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"keepalived has moved the addresses after {taken:0.0} s, both go on after {outage.Elapsed.TotalSeconds:0.0} s"
            );
            AssertWhole(direct, nat);
        }
        finally
        {
            LabSession.Native($"kill {one.Id} {two.Id}");
            one.WaitForExit();
            two.WaitForExit();
        }
    }

    /// <summary>Without sloppy_tcp the other director does not know the connections that come to it in their midst.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Behind_a_router_the_other_director_goes_on_with_what_one_has_begun(bool isSloppy)
    {
        string both = DirectorsPage.Sample("on both directors", 1);
        if (!isSloppy)
        {
            both = both.Replace("sloppy_tcp 1", "sloppy_tcp 0", StringComparison.Ordinal);
        }

        On(_pair.One, both);
        On(_pair.Two, both);
        lab.Works($"Enable-IpvsDirectRouting {DirectorPair.RoutedAddress} -NetNamespace {string.Join(", ", _pair.Servers)}");
        _pair.Client.Native($"bash -c '{DirectorsPage.Sample("on the router")}'");
        var downloads = new List<Download>();
        int[] known = [0, 0];
        // The client's port decides which way a download goes: six may all go one way.
        while (downloads.Count < 6 || (known.Contains(0) && downloads.Count < 40))
        {
            downloads.Add(_pair.Begin(DirectorPair.RoutedAddress));
            known = [_pair.Connections(_pair.One), _pair.Connections(_pair.Two)];
        }

        Assert.Equal(downloads.Count, known.Sum());
        Assert.DoesNotContain(0, known);

        _pair.Client.Native($"ip route replace {DirectorPair.RoutedAddress}/32 via 10.77.0.2");
        int lost = downloads.Count(download => !IsWhole(download));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"sloppy_tcp {(isSloppy ? 1 : 0)}: {lost} of {downloads.Count} downloads were lost, "
                + $"{known[0]} of them went by the director that left"
        );
        Assert.Equal(isSloppy ? 0 : known[0], lost);
        downloads.ForEach(download => download.Dispose());
    }

    private static bool IsWhole(Download download)
    {
        download.AwaitMore(1 << 18);
        try
        {
            (long sent, long received) = download.Finish();
            return sent == received;
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    private void MakeStandby()
    {
        On(_pair.One, DirectorsPage.Sample("on both directors"));
        On(_pair.Two, DirectorsPage.Sample("on both directors"));
        On(_pair.One, DirectorsPage.Sample("on lb1"));
        On(_pair.Two, DirectorsPage.Sample("on lb2"));
    }

    private void On(ScratchNamespace director, string script) =>
        lab.Works(
            $$"""
            & {
                $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{director}}'; '*-NetLink*:NetNamespace' = '{{director}}'
                    '*-DummyLink:NetNamespace' = '{{director}}' }
                {{script}}
            }
            """
        );

    private static bool Has(ScratchNamespace director) =>
        director.Native("ip -brief address show lan").Contains($"{IPAddress.Parse(DirectorPair.Gateway)}/32", StringComparison.Ordinal);

    private static void Kill(ScratchNamespace director) => LabSession.Native($"ip -n {director} link set lan down");

    internal static void AssertGoOn(params Download[] downloads)
    {
        foreach (Download download in downloads)
        {
            download.AwaitMore(1 << 18);
            Assert.True(download.IsInProgress);
        }
    }

    internal static void AssertWhole(params Download[] downloads)
    {
        foreach (Download download in downloads)
        {
            (long sent, long received) = download.Finish();
            Assert.Equal(sent, received);
        }
    }

    private Process StartKeepalived(ScratchNamespace director, string configuration)
    {
        string file = Path.Combine(_folder, $"{director}.conf");
        File.WriteAllText(file, configuration);
        string pids = $"-p {file}.pid -r {file}.vrrp";
        return Process.Start("bash", ["-c", $"exec ip netns exec {director} keepalived -n -l -P -f {file} {pids} >{file}.log 2>&1"]);
    }
}
