using System.Text.Json;
using IpvsPS.KernelTests.Drain;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <content>The same by events alone: five pods are replaced and a node port changes.</content>
public sealed partial class RollingUpdateTests
{
    [Fact]
    public void No_request_fails_and_no_download_breaks_while_the_services_are_watched()
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(pool.Director.Name));
        using var feed = new ClusterFeed(Enum.GetValues<ClusterKind>());
        using var stop = new CancellationTokenSource();
        var options = new ServiceProxyOptions("node1") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link };
        var loop = new ServiceProxyLoopOptions { Sync = new SyncSettings { DrainTimeout = TimeSpan.FromSeconds(6) } };
        var failures = new List<string>();
        Array.ForEach(Enum.GetValues<ClusterKind>(), kind => feed.Replace(kind, []));
        Put(feed, nodePort: 30080);
        using (var proxy = new ServiceProxyLoop(netns, StateDirectory.Default, options, loop, feed, Note, stop.Token))
        {
            var running = new Thread(proxy.Run);
            running.Start();
            Poll.Until(() => Holds([.. Pool.Addresses]), "all pods");
            Replace(feed, [.. Pool.Addresses.Take(Together)]);
            Poll.Until(() => Saved().Contains(":30081 ", StringComparison.Ordinal), "the new node port");
            Assert.DoesNotContain(":30080 ", Saved(), StringComparison.Ordinal);
            stop.Cancel();
            running.Join();
            Assert.Empty(failures);
            Assert.Empty(proxy.Clear(CancellationToken.None));
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

    /// <summary>Pods end and come back under clients that never pause, and the node port changes meanwhile.</summary>
    private void Replace(ClusterFeed feed, string[] leaving)
    {
        int cutOff = pool.CutOff;
        using Pool.Clients clients = pool.Start(Pool.NatAddress, Threads);
        Put(feed, nodePort: 30080, leaving);
        Poll.Until(() => !Array.Exists(leaving, pod => Holds([pod])), "a table without the pods that end");
        Array.ForEach(leaving, pool.Restart);
        Put(feed, nodePort: 30081);
        Poll.Until(() => Holds(leaving), "the new pods");
        clients.Dispose();
        Assert.True(clients.Failures.IsEmpty, string.Join('\n', clients.Failures));
        Assert.True(clients.Pages >= 10, $"Only {clients.Pages} pages were fetched.");
        Assert.Equal(cutOff, pool.CutOff);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clients.Pages} pages, {clients.Downloads} downloads, 0 failures");
    }

    private bool Holds(string[] pods)
    {
        string saved = Saved();
        return Array.TrueForAll(pods, pod => saved.Contains($" {pod}:{PodPort} ", StringComparison.Ordinal));
    }

    private string Saved() => string.Join(" \n", pool.Director.Saved()) + " ";

    /// <summary>Hands on the service with a node port and the slice of ten pods, some of which end.</summary>
    private static void Put(ClusterFeed feed, int nodePort, params string[] ending)
    {
        string both = ClusterText.Web(Pool.NatAddress, PodPort, Pool.Addresses, ending);
        int slice = both.IndexOf("{\"apiVersion\":\"discovery", StringComparison.Ordinal);
        string service = both[..slice].Replace("\"port\":80,", $"\"port\":80,\"nodePort\":{nodePort},", StringComparison.Ordinal);
        feed.Put(ClusterKind.Service, JsonDocument.Parse(service).RootElement);
        feed.Put(ClusterKind.EndpointSlice, JsonDocument.Parse(both[slice..]).RootElement);
    }
}
