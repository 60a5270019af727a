using IpvsPS.Namespaces;
using Xunit;

namespace IpvsPS.UnitTests.Namespaces;

public sealed class NetNamespaceIdentityTests
{
    private static readonly Guid Boot = new("1b4e28ba-2fa1-41d2-883f-0016d3cca427");

    private static readonly NetNamespaceIdentity Full = new()
    {
        Device = 4,
        Inode = 77,
        Cookie = 4097,
        ChangeTime = 1732629000123456789,
        BootId = Boot,
    };

    [Fact]
    public void The_text_is_read_back()
    {
        Assert.Equal("cookie=4097;ctime=1732629000123456789;boot=1b4e28ba-2fa1-41d2-883f-0016d3cca427", Full.ToString());
        Assert.True(NetNamespaceIdentity.TryParse(Full.ToString(), 4, 77, out NetNamespaceIdentity read));
        Assert.Equal((4ul, 77ul, 4097ul, 1732629000123456789, Boot), (read.Device, read.Inode, read.Cookie, read.ChangeTime, read.BootId));
        Assert.True(NetNamespaceIdentity.TryParse(string.Empty, 4, 77, out _));
        Assert.True(NetNamespaceIdentity.TryParse("cookie=1;later=x", 4, 77, out read));
        Assert.Equal(1ul, read.Cookie);
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("cookie=-1")]
    [InlineData("cookie=1=2")]
    [InlineData("ctime=soon")]
    [InlineData("boot=1b4e28ba")]
    public void Other_texts_are_refused(string text) => Assert.False(NetNamespaceIdentity.TryParse(text, 4, 77, out _));

    [Fact]
    public void A_cookie_of_its_own_makes_a_reused_inode_another_namespace()
    {
        Assert.False(Full.IsSame(Full with { Cookie = 4098 }));
        Assert.False(Full.IsSame(Full with { BootId = Guid.Empty }));
        Assert.False(Full.IsSame(Full with { Inode = 78 }));
        Assert.False(Full.IsSame(Full with { Device = 5 }));
        Assert.True(Full.IsSame(Full with { ChangeTime = 1 }));
    }

    [Fact]
    public void Without_two_cookies_the_change_times_decide_and_without_those_the_inodes()
    {
        NetNamespaceIdentity seenByUser = Full with { Cookie = null };
        Assert.True(Full.IsSame(seenByUser));
        Assert.False(Full.IsSame(seenByUser with { ChangeTime = 1 }));
        Assert.True(Full.IsSame(new NetNamespaceIdentity { Inode = 77 }));
        Assert.False(default(NetNamespaceIdentity).IsSame(default));
    }

    [Fact]
    public void The_file_name_is_the_cookie_alone_where_there_is_one()
    {
        Assert.Equal("netns-4097", Full.ToFileName());
        Assert.Equal("netns-4097", (Full with { ChangeTime = null, Device = 0, BootId = null }).ToFileName());
        Assert.Equal("netns-inode-77-1732629000123456789", (Full with { Cookie = null }).ToFileName());
        Assert.Equal("netns-inode-77", (Full with { Cookie = null, ChangeTime = null }).ToFileName());
    }

    [Fact]
    public void The_home_namespace_has_a_cookie_and_a_boot_id()
    {
        NetNamespaceIdentity home = NetNamespaceHandle.Home.Identity;

        Assert.NotNull(home.Cookie);
        Assert.Equal(Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id")), home.BootId);
        using var current = NetNamespaceHandle.OpenCurrent();
        Assert.True(current.Identity.IsSame(home));
    }
}
