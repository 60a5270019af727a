using IpvsPS.Namespaces;
using Xunit;

namespace IpvsPS.UnitTests.Namespaces;

/// <summary>Whether the capability to change networks is held, from the text of /proc/self/status.</summary>
public sealed class UserNamespaceTests
{
    [Theory]
    [InlineData("Name:\tpwsh\nCapInh:\t0000000000000000\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n", true)]
    [InlineData("CapPrm:\t0000000000001000\nCapEff:\t0000000000001000\n", true)]
    [InlineData("CapPrm:\t0000000000001000\nCapEff:\t0000000000000fff\n", false)]
    [InlineData("CapEff:\t0000000000000000\n", false)]
    [InlineData("", false)]
    public void The_capability_is_bit_12_of_the_effective_set(string status, bool isHeld) =>
        Assert.Equal(isHeld, UserNamespace.HasNetAdmin(status));
}
