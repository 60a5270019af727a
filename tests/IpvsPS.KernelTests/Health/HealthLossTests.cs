using System.Net;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.KernelTests.Health;

/// <summary>A monitor some of whose answers are lost, since its socket is full (ENOBUFS): no wrong weight, stated events.</summary>
public sealed class HealthLossTests : IDisposable
{
    /// <summary>The kernel makes 2,304 bytes of it, which three or four refusals fill.</summary>
    private const int LeastRoom = 1;

    private const string Other = "10.0.0.186:80";

    private readonly HealthBed _bed = new(5, 7);
    private readonly string _folder = Directory.CreateTempSubdirectory("health-loss").FullName;
    private readonly List<FullSocket> _sockets = [];

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// One check decides about all, so that twelve removals go in one datagram. Somebody removes one of the services just before:
    /// the kernel refuses ten, and its answers do not fit.
    /// </summary>
    [Fact]
    public void Answers_that_do_not_fit_are_made_good_and_what_was_done_is_told_as_done()
    {
        _bed.Native([
            $"ipvsadm -A -t {Other} -s rr",
            .. Enumerable.Range(1, 10).Select(number => $"ipvsadm -a -t {Other} -r 10.5.1.{number}:80 -m -w 3"),
        ]);
        _bed.Open(1);
        var policy = new HealthPolicy
        {
            Checks = [LocalMonitor.Check with { Address = IPAddress.Parse("10.5.0.1"), Port = 80 }],
            OnFailure = HealthFailureAction.Remove,
        };
        using LocalMonitor monitor = Start(policy);
        monitor.Await(HealthEventKind.Up, 2);
        _sockets[0].BeforeChange = () => _bed.Namespace.Native($"ipvsadm -D -t {Other}");
        _bed.Close(1);
        HealthEvent[] until = monitor.Until(HealthEventKind.Vanished);
        Assert.True(_sockets[0].Losses > 0, "The kernel has dropped no answer.");
        Assert.Equal(["10.5.0.1 Removed", "10.5.0.2 Removed"], Told(until, HealthEventKind.Removed));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(number => $"10.5.1.{number} ChangeRefused").Order(StringComparer.Ordinal),
            Told(until, HealthEventKind.ChangeRefused)
        );
        Assert.Equal(string.Empty, _bed.Weights());

        _bed.Open(1);
        _bed.AwaitWeights("1=5 2=7");
        HealthEvent[] after = [.. monitor.Until(HealthEventKind.Restored), monitor.Await(HealthEventKind.Restored)];
        Assert.Equal(["10.5.0.1 Restored", "10.5.0.2 Restored"], Told(after, HealthEventKind.Restored));
        Assert.Empty(Told(after, HealthEventKind.ChangeRefused));
        Assert.Single(_sockets);
    }

    [Fact]
    public void A_listing_that_is_lost_is_told_and_the_next_one_goes_on()
    {
        _bed.Open(1);
        _bed.Open(2);
        using LocalMonitor monitor = Start(null);
        monitor.Await(HealthEventKind.Up, 2);
        _sockets[0].LosesListing = true;
        Assert.Contains("lost", monitor.Await(HealthEventKind.TableNotRead).Reason, StringComparison.Ordinal);
        Assert.Equal("1=5 2=7", _bed.Weights());
        _bed.Close(1);
        _bed.AwaitWeights("1=0 2=7");
        Assert.Equal(0, monitor.Await(HealthEventKind.WeightChanged, 1).Weight);
        Assert.Equal(2, _sockets.Count);
    }

    private static string[] Told(HealthEvent[] events, HealthEventKind kind) =>
        [
            .. events
                .Where(happened => happened.Kind == kind)
                .Select(happened => $"{happened.Server?.Address} {kind}")
                .Order(StringComparer.Ordinal),
        ];

    private LocalMonitor Start(HealthPolicy? policy) => new(_bed, new StateDirectory(Path.Combine(_folder, "state")), policy, Connect);

    private IpvsClient Connect(NetNamespaceHandle netns, CancellationToken stop)
    {
        var socket = new FullSocket(NamespaceThread.Run(netns, () => NetlinkSocket.Open(NetlinkProtocol.Generic, LeastRoom)));
        _sockets.Add(socket);
        return IpvsClient.Create(new NetlinkConnection(socket, stop), netns.Namespace);
    }
}
