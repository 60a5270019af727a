using System.Net;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>What timeouts and sync daemons must keep to, at the edges.</summary>
public sealed class IpvsControlRulesTests
{
    [Theory]
    [InlineData("0", "IpvsTimeoutInvalid")]
    [InlineData("-1", "IpvsTimeoutInvalid")]
    [InlineData("00:00:00.5", "IpvsTimeoutInvalid")]
    [InlineData("00:00:01.5", "IpvsTimeoutInvalid")]
    [InlineData("1", null)]
    [InlineData("2147483647", null)]
    [InlineData("24855.03:14:08", "IpvsTimeoutInvalid")]
    public void Timeouts(string time, string? id)
    {
        TimeSpan value = IpvsTimeSpan.Parse(time).Value;
        Assert.Equal(id, IdOf(IpvsControlRules.Check(new IpvsTimeout { Tcp = value })));
        Assert.Equal(id, IdOf(IpvsControlRules.Check(new IpvsTimeout { TcpFin = value })));
        Assert.Equal(id, IdOf(IpvsControlRules.Check(new IpvsTimeout { Udp = value })));
    }

    [Fact]
    public void No_timeout_at_all() => Assert.Equal("IpvsTimeoutMissing", IdOf(IpvsControlRules.Check(new IpvsTimeout())));

    [Theory]
    [InlineData("224.0.0.0", null)]
    [InlineData("239.255.255.255", null)]
    [InlineData("ff02::81", null)]
    [InlineData("223.255.255.255", "IpvsMulticastGroupInvalid")]
    [InlineData("240.0.0.0", "IpvsMulticastGroupInvalid")]
    [InlineData("2001:db8::1", "IpvsMulticastGroupInvalid")]
    public void Groups(string group, string? id) => Assert.Equal(id, Check(daemon => daemon.MulticastGroup = IPAddress.Parse(group)));

    [Theory]
    [InlineData("Master", "224.0.0.81", 1, null)]
    [InlineData("Master", "224.0.0.81", 0, "IpvsSyncMaxLengthInvalid")]
    [InlineData("Master", "224.0.0.81", 65507, null)]
    [InlineData("Master", "224.0.0.81", 65508, "IpvsSyncMaxLengthInvalid")]
    [InlineData("Master", "ff02::81", 65487, null)]
    [InlineData("Master", "ff02::81", 65488, "IpvsSyncMaxLengthInvalid")]
    [InlineData("Backup", "224.0.0.81", 1024, null)]
    [InlineData("Backup", "224.0.0.81", 1023, "IpvsSyncMaxLengthInvalid")]
    public void Lengths(string state, string group, int length, string? id) =>
        Assert.Equal(
            id,
            Check(daemon =>
            {
                daemon.State = Enum.Parse<IpvsSyncState>(state);
                daemon.MulticastGroup = IPAddress.Parse(group);
                daemon.MaxLength = length;
            })
        );

    [Fact]
    public void Numbers()
    {
        Assert.Equal("IpvsSyncIdInvalid", Check(daemon => daemon.SyncId = 256));
        Assert.Equal("IpvsSyncIdInvalid", Check(daemon => daemon.SyncId = -1));
        Assert.Null(Check(daemon => daemon.SyncId = 255));
        Assert.Equal("IpvsMulticastPortInvalid", Check(daemon => daemon.MulticastPort = 0));
        Assert.Equal("IpvsMulticastPortInvalid", Check(daemon => daemon.MulticastPort = 65536));
        Assert.Equal("IpvsMulticastTtlInvalid", Check(daemon => daemon.MulticastTtl = 256));
        Assert.Equal("IpvsSyncStateInvalid", Check(daemon => daemon.State = (IpvsSyncState)3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sixteen-letters!")]
    [InlineData("lo\0x")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void What_cannot_name_a_link_is_no_interface(string name) =>
        Assert.Equal("NetLinkNameInvalid", Check(daemon => daemon.Interface = name));

    private static string? Check(Action<IpvsSyncDaemon> change)
    {
        var daemon = new IpvsSyncDaemon { Interface = "eth0" };
        change(daemon);
        return IdOf(IpvsControlRules.Check(daemon));
    }

    private static string? IdOf(Problem<IpvsProblemCode>? problem) => problem is { } found ? IpvsErrors.IdOf(found.Code) : null;
}
