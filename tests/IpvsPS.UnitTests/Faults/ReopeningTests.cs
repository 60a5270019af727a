using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.Scopes;
using IpvsPS.Testing.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Faults;

/// <summary>A fault costs one input of a pipeline, not those after it.</summary>
public sealed class ReopeningTests
{
    [Fact]
    public void After_a_fault_the_next_input_gets_a_new_socket_and_the_old_one_is_closed()
    {
        var kernels = new List<FakeKernel>();
        using var clients = new NamespaceClients<LinkClient>(
            (netns, _) =>
            {
                kernels.Add(new FakeKernel());
                return new LinkClient(new NetlinkConnection(kernels[^1]), netns.Namespace);
            }
        );
        LinkClient first = clients.In(new NetNamespace(), TestContext.Current.CancellationToken);
        Assert.Same(first, clients.In(new NetNamespace(), TestContext.Current.CancellationToken));
        Assert.Equal(Errno.ETIMEDOUT, Assert.Throws<NetlinkException>(() => first.ListLinks()).Error);

        LinkClient second = clients.In(new NetNamespace(), TestContext.Current.CancellationToken);
        kernels[1].Answer(kernel => Datagram.End(kernel.LastSequence));
        Assert.Empty(second.ListLinks());
        Assert.NotEqual(0, kernels[0].Closed);
        Assert.Equal(0, kernels[1].Closed);
    }
}
