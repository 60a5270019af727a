using System.Net;
using System.Net.Sockets;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing.Health;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Connections of many probes on one thread, against servers on loopback.</summary>
public sealed class ConnectLoopTests
{
    private static readonly IpvsHealthCheck Check = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task Connections_pass_and_a_closed_port_is_refused()
    {
        using var server = ProbeServer.Silent();
        var gone = ProbeServer.Silent();
        int closed = gone.Port;
        gone.Dispose();
        using var loop = new ConnectLoop(NetNamespaceHandle.Home);

        ProbeResult[] passed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => loop.RunAsync(To(server.Port))));
        Assert.All(passed, one => Assert.Equal((ProbeOutcome.Passed, one.Duration), (one.Outcome, one.ConnectTime)));
        Assert.Equal(ProbeOutcome.Refused, (await loop.RunAsync(To(closed))).Outcome);
    }

    /// <summary>A loop that misses being ended waits for 30 seconds, or for as long as a probe may take.</summary>
    [Fact]
    public async Task It_ends_at_once_whatever_it_does_at_that_moment()
    {
        using var server = ProbeServer.Silent();
        for (int i = 0; i < 500; i++)
        {
            using var loop = new ConnectLoop(NetNamespaceHandle.Home);
            Task<ProbeResult>[] asked = [.. Enumerable.Range(0, i % 5).Select(_ => loop.RunAsync(To(server.Port)))];
            await Task.Run(loop.Dispose, TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.All(asked, one => Assert.True(one.IsCompleted));
            Assert.True(loop.RunAsync(To(server.Port)).IsCanceled);
        }
    }

    /// <summary>Who waits for a probe goes on on the loop's thread, which cannot wait for its own end.</summary>
    [Fact]
    public async Task Who_waits_for_a_probe_may_end_the_loop()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(0);
        var address = (IPEndPoint)silent.LocalEndPoint!;
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        // The queue is full: the kernel answers no other.
        await first.ConnectAsync(address, TestContext.Current.CancellationToken);
        var loop = new ConnectLoop(NetNamespaceHandle.Home);
        string? thread = null;

        Task<ProbeResult> asked = loop.RunAsync(new(address.Address, address.Port, new() { Timeout = TimeSpan.FromSeconds(1) }));
        Task ended = asked.ContinueWith(
            _ =>
            {
                thread = Thread.CurrentThread.Name;
                loop.Dispose();
            },
            TestContext.Current.CancellationToken,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );

        await ended.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal((ProbeOutcome.TimedOutConnecting, "IpvsPS connect"), ((await asked).Outcome, thread));
        Assert.True(loop.RunAsync(To(address.Port)).IsCanceled);
    }

    private static ProbeTarget To(int port) => new(IPAddress.Loopback, port, Check);
}
