using System.Text.Json;
using IpvsPS.KernelTests.Drain;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>Ten pods are replaced and a node port changes by events alone, under clients that never pause.</summary>
public sealed class WatchedRollingUpdateTests(Pool pool) : IClassFixture<Pool>, IDisposable
{
    private const int Threads = 4;
    private const int Together = 5;
    private const int PodPort = 80;

    private readonly ClusterFeed _feed = new(Enum.GetValues<ClusterKind>());
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _feed.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void No_request_fails_and_no_download_breaks_from_the_first_event_to_the_last()
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(pool.Director.Name));
        var options = new ServiceProxyOptions("node1") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link };
        var loop = new ServiceProxyLoopOptions { Sync = new SyncSettings { DrainTimeout = TimeSpan.FromSeconds(6) } };
        var failures = new List<string>();
        Array.ForEach(Enum.GetValues<ClusterKind>(), kind => _feed.Replace(kind, []));
        PutAll(nodePort: 30080);
        using (ServiceProxyLoop proxy = ServiceProxyLoop.Open(netns, StateDirectory.Default, options, loop, _feed, Note, _stop.Token))
        {
            var running = new Thread(proxy.Run);
            running.Start();
            Poll.Until(() => Saved().Contains($"-r {Pool.Addresses[0]}:{PodPort} ", StringComparison.Ordinal), "the first pod");
            int cutOff = pool.CutOff;
            using (Pool.Clients clients = pool.Start(Pool.NatAddress, Threads))
            {
                foreach (string[] leaving in Pool.Addresses.Chunk(Together))
                {
                    PutAll(nodePort: 30080, leaving);
                    Poll.Until(
                        () => !leaving.Any(pod => Saved().Contains($" {pod}:{PodPort} ", StringComparison.Ordinal)),
                        "no pod that ends"
                    );
                    Array.ForEach(leaving, pool.Restart);
                    PutAll(nodePort: 30081);
                    Poll.Until(() => leaving.All(pod => Saved().Contains($" {pod}:{PodPort} ", StringComparison.Ordinal)), "the new pods");
                }

                clients.Dispose();
                Assert.True(clients.Failures.IsEmpty, string.Join('\n', clients.Failures));
                Assert.True(clients.Pages >= 20, $"Only {clients.Pages} pages were fetched.");
                TestContext.Current.TestOutputHelper?.WriteLine($"{clients.Pages} pages, {clients.Downloads} downloads, 0 failures");
            }

            Assert.Equal(cutOff, pool.CutOff);
            Assert.Contains(":30081 ", Saved(), StringComparison.Ordinal);
            Assert.DoesNotContain(":30080 ", Saved(), StringComparison.Ordinal);
            _stop.Cancel();
            running.Join();
            Assert.Empty(failures);
            Assert.Empty(proxy.Clear());
        }

        Assert.Empty(pool.Director.Saved());

        void Note(ServiceProxyHappening happened)
        {
            if (happened.Kind is ServiceProxyHappeningKind.Failed or ServiceProxyHappeningKind.Refused)
            {
                failures.Add($"{happened}");
            }
        }
    }

    private string Saved() => string.Join(" \n", pool.Director.Saved()) + " ";

    /// <summary>Hands on the service with a node port and the slice of ten pods, some of which end.</summary>
    private void PutAll(int nodePort, params string[] ending)
    {
        string both = ClusterText.Web(Pool.NatAddress, PodPort, Pool.Addresses, ending);
        int slice = both.IndexOf("{\"apiVersion\":\"discovery", StringComparison.Ordinal);
        string service = both[..slice].Replace("\"port\":80,", $"\"port\":80,\"nodePort\":{nodePort},", StringComparison.Ordinal);
        _feed.Put(ClusterKind.Service, JsonDocument.Parse(service).RootElement);
        _feed.Put(ClusterKind.EndpointSlice, JsonDocument.Parse(both[slice..]).RootElement);
    }
}
