using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Netlink;

/// <summary>A message beside the bytes worked out by hand.</summary>
internal static class MessageBytes
{
    /// <summary>Each line is a header or an attribute in hexadecimal.</summary>
    public static void AssertBytes(Action<NetlinkWriter> write, params string[] lines)
    {
        var writer = new NetlinkWriter(16);
        write(writer);
        Assert.Equal(string.Concat(lines).Replace(" ", string.Empty), Convert.ToHexStringLower(writer.Written));
    }
}
