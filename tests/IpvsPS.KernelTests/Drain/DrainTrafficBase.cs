using IpvsPS.Drain;
using IpvsPS.Ipvs;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.KernelTests.Drain;

/// <summary>What the tests of draining under real packets share: weights of 0, and the watch on them.</summary>
public abstract class DrainTrafficBase : TrafficTestBase
{
    /// <summary>Longer than any of these takes, and a failed test's only wait.</summary>
    private const int LongestSeconds = 20;

    private readonly NetNamespaceHandle _director;

    protected DrainTrafficBase(LabSession lab, TrafficStage stage)
        : base(lab, stage)
    {
        _director = NetNamespaceHandle.Open(new NetNamespace(stage.Director.Name));
        Client = IpvsClient.Open(_director, CancellationToken.None);
    }

    internal IpvsClient Client { get; }

    internal static RealServerId Server(string address, int number, int port = 80, IpvsProtocol protocol = IpvsProtocol.Tcp) =>
        new(IpvsServiceId.ForAddress(Parse(address), (ushort)port, protocol), Parse($"10.77.0.1{number}"), (ushort)port);

    internal DrainWatch Watch(DrainWaitOptions? options = null) =>
        new(Client, () => IpvsConnectionTable.Open(_director, CancellationToken.None), options ?? new DrainWaitOptions());

    internal RealServer Row(RealServerId server)
    {
        var rows = new List<RealServer>();
        Client.ReadRealServers(server.Service, rows);
        return rows.Single(row => row.Address == server.Address);
    }

    internal void Suspend(RealServerId server) =>
        Client.SetRealServer(new IpvsRealServer(IpvsServiceReference.Default.With(server.Service), Row(server) with { Weight = 0 }));

    /// <summary>Polls a server until it is over, doing something in between.</summary>
    internal static DrainStatus Await(DrainWatch watch, Action? between = null)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            DrainStatus status = Assert.Single(watch.Poll());
            if (status.IsOver || waited.Elapsed.TotalSeconds > LongestSeconds)
            {
                return status;
            }

            between?.Invoke();
            Thread.Sleep(200);
        }
    }

    /// <summary>Polls for a while, and asserts that the server is not drained in it.</summary>
    internal static DrainStatus AssertDraining(DrainWatch watch, TimeSpan time, Action? between = null)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        DrainStatus status;
        do
        {
            status = Assert.Single(watch.Poll());
            Assert.Equal(DrainState.Draining, status.State);
            between?.Invoke();
            Thread.Sleep(200);
        } while (waited.Elapsed < time);
        return status;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Client.Dispose();
        _director.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    private static InetAddress Parse(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
