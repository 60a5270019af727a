using System.Text;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What one changed slice costs does not grow with the number of services.</summary>
public sealed class ChangeCostTests
{
    private const int EndpointCount = 10;

    [Fact]
    public void One_changed_slice_takes_the_same_memory_among_100_and_among_5000_services()
    {
        long few = Allocated(100);
        long many = Allocated(5000);
        Assert.True(many < few * 3 / 2, $"{few} bytes among 100 services, {many} among 5,000.");
    }

    private static long Allocated(int count)
    {
        var tracker = new ServiceTracker(new ServiceProxyOptions("me"), [new("eth0", RecordedState.Address("10.9.0.1"))]);
        for (int i = 0; i < count; i++)
        {
            Put(
                tracker,
                ProxyCase.Service($"s{i}", $"\"clusterIP\":\"{Cluster(i)}\",\"clusterIPs\":[\"{Cluster(i)}\"],\"ipFamilies\":[\"IPv4\"]")
            );
            Put(tracker, Slice(i, EndpointCount));
        }

        tracker.Update();
        Assert.Equal(count, tracker.State.ServiceCount);
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            KubernetesObject changed = Read(Slice(count / 2, EndpointCount - 1 - (round % 2)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            tracker.Put(changed);
            ServiceProxyChanges changes = tracker.Update();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Single(changes.Services);
        }

        return least;
    }

    private static string Cluster(int i) =>
        $"10.{96 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}".Replace("10.96.0.0", "10.97.255.1", StringComparison.Ordinal);

    private static string Slice(int i, int endpoints) =>
        ProxyCase.Slice(
            $"s{i}",
            string.Join(',', Enumerable.Range(1, endpoints).Select(n => ProxyCase.Endpoint($"10.{128 + (i >> 8)}.{i & 255}.{n}")))
        );

    private static void Put(ServiceTracker tracker, string json) => tracker.Put(Read(json));

    private static KubernetesObject Read(string json) => Assert.Single(new ObjectReader().Read(Encoding.UTF8.GetBytes(json)));
}
