using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Links;

/// <summary>Addresses of a namespace that come and go are told.</summary>
public sealed class AddressEventTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ScratchNamespace _netns = new();
    private readonly ScratchNamespace _other = new();

    public void Dispose()
    {
        _netns.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("10.20.30.40/32")]
    [InlineData("fd00:2030::40/128")]
    public void They_are_told_when_they_come_and_when_they_go_and_only_those_of_the_namespace(string address)
    {
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(_netns.Name));
        using var events = AddressEvents.Open(handle);
        _other.Native($"ip address add {address} dev lo");
        Assert.False(events.Changed.WaitOne(TimeSpan.Zero));
        _netns.Native($"ip address add {address} dev lo");
        Assert.True(events.Changed.WaitOne(Limit));
        _netns.Native($"ip address del {address} dev lo");
        Assert.True(events.Changed.WaitOne(Limit));
    }
}
