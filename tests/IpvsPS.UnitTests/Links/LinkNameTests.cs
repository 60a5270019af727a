using IpvsPS.Links;
using Xunit;

namespace IpvsPS.UnitTests.Links;

/// <summary>Names of links: what the kernel takes, and what is refused before it is asked.</summary>
public sealed class LinkNameTests
{
    [Theory]
    [InlineData("dummy0")]
    [InlineData("a")]
    [InlineData("fifteen-bytes-0")]
    [InlineData("eth0.100")]
    [InlineData("...")]
    [InlineData("zürich0")]
    public void Good_names(string name) => Assert.Null(LinkName.DescribeInvalid(name));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("sixteen-bytes-00", "16 bytes")]
    [InlineData("üüüüüüüü", "16 bytes")]
    [InlineData(".", "directory")]
    [InlineData("..", "directory")]
    [InlineData("a/b", "slash")]
    [InlineData("a:b", "colon")]
    [InlineData("a\0b", "NUL")]
    [InlineData("a b", "blank")]
    [InlineData("a\tb", "blank")]
    [InlineData("à1", "A0")]
    [InlineData("dummy%d", "%")]
    [InlineData("all", "the settings of all links")]
    [InlineData("default", "the settings of new links")]
    public void Bad_names(string name, string reason) => Assert.Contains(reason, LinkName.DescribeInvalid(name));

    [Fact]
    public void An_alternative_name_has_up_to_127_bytes()
    {
        Assert.Null(LinkName.DescribeUnfindable(new string('x', 127)));
        Assert.Contains("127", LinkName.DescribeUnfindable(new string('x', 128)));
        Assert.Contains("slash", LinkName.DescribeUnfindable("a/b"));
    }
}
