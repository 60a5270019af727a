using System.Text;
using IpvsPS.Commands;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Whether this machine is the node that it is said to be.</summary>
public sealed class MachineTests
{
    private const string Nodes = """
        {"kind":"Node","metadata":{"name":"node1"},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.1"},
         {"type":"InternalIP","address":"fd00:9::1"},{"type":"ExternalIP","address":"203.0.113.1"}]}}
        {"kind":"Node","metadata":{"name":"node2"},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.2"},
         {"type":"InternalIP","address":"fd00:9::2"}]}}
        {"kind":"Node","metadata":{"name":"node3"}}
        """;

    [Theory]
    [InlineData("node1", "eth0 10.9.0.1", "")]
    [InlineData("node1", "eth0 fd00:9::1", "")]
    [InlineData("node2", "eth0 10.9.0.1", "10.9.0.2, fd00:9::2")]
    [InlineData("node2", "ipvsps0 10.9.0.2", "10.9.0.2, fd00:9::2")]
    [InlineData("node2", "kube-ipvs0 10.9.0.2", "10.9.0.2, fd00:9::2")]
    [InlineData("node3", "eth0 10.9.0.1", "")]
    [InlineData("node4", "eth0 10.9.0.1", "")]
    public void A_machine_without_any_address_of_the_node_is_told_and_one_that_has_some_is_not(string node, string host, string missing)
    {
        string[] words = host.Split(' ');
        HostAddress[] addresses = [new(words[0], RecordedState.Address(words[1])), new("lo", RecordedState.Address("127.0.0.1"))];
        var input = new ServiceProxyInput();
        input.Read(Encoding.UTF8.GetBytes(Nodes));
        var options = new ServiceProxyOptions(node);

        // A sync, which takes the node's addresses for this machine's where it is another, and a watch, which does not.
        foreach (
            ClusterState state in (ClusterState[])
                [new(input, options, addresses), new(input.Objects, options, addresses, new Dictionary<PortKey, uint>())]
        )
        {
            ServiceProxyEvent[] told = [.. SyncPlanner.FindMachine(state.Tracker.Node)];
            Assert.Equal(missing.Length > 0 ? [missing] : [], told.Select(one => one.Value));
            Assert.All(told, one => Assert.Equal((ServiceProxyEventCode.NodeElsewhere, $"Node {node}"), (one.Code, one.Object)));
        }
    }

    [Fact]
    public void The_words_name_the_node_its_addresses_and_the_way_out()
    {
        string? words = KubernetesEventWords.OfMachine(
            new ServiceProxyEvent(ServiceProxyEventCode.NodeElsewhere, "Node node2", "status.addresses", "10.9.0.2, fd00:9::2")
        );
        Assert.StartsWith(
            "Node node2 has 10.9.0.2, fd00:9::2, and no link of this machine has any of them",
            words,
            StringComparison.Ordinal
        );
        Assert.Contains("Give -NodeName the name of this one, as kubectl get nodes -o wide lists it", words, StringComparison.Ordinal);
    }
}
