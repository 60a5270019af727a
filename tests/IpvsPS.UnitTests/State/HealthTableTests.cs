using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.State;

/// <summary>What a monitor knows, written and read again.</summary>
public sealed class HealthTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("health-table").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_of_it_is_read_as_it_was_written()
    {
        InetAddress.TryParse("10.1.0.1"u8, out InetAddress address);
        var service = IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv6);
        var server = new RealServerHealth(new RealServerId(service, address, 80))
        {
            Health = ServerHealth.Down,
            Since = DateTimeOffset.UnixEpoch,
            FullWeight = 5,
            AskedWeight = 3,
            WantedWeight = 0,
            IsKeptUp = true,
            IsSuspended = true,
            IsLeftAlone = true,
            Removed = new RealServer(address, 80)
            {
                ForwardingMethod = IpvsForwardingMethod.Tunnel,
                UpperThreshold = 9,
                TunnelType = IpvsTunnelType.Gue,
                TunnelPort = 6080,
            },
            Outcome = "Refused",
            Checks = [new CheckCount("{ \"kind\": \"Tcp\" }", ServerHealth.Down, 0, 3)],
        };
        var table = new HealthTable(
            42,
            DateTimeOffset.UnixEpoch.AddSeconds(1.5),
            [
                new ServiceHealth(service)
                {
                    HasQuorum = false,
                    IsSorryServerOn = true,
                    Servers = [server],
                },
            ]
        );
        var file = new StateFile<HealthTable>(new StateDirectory(_folder, "boot"), HealthFormat.Instance, "one");
        using (StateTransaction<HealthTable> transaction = file.Begin(TestContext.Current.CancellationToken))
        {
            transaction.Save(table);
        }

        HealthTable read = file.Read()!;
        Assert.Equal((42, table.Written), (read.ProcessId, read.Written));
        ServiceHealth one = Assert.Single(read.Services);
        Assert.Equal((service, false, true), (one.Id, one.HasQuorum, one.IsSorryServerOn));
        RealServerHealth again = Assert.Single(one.Servers);
        Assert.True(RealServer.HaveSameSettings(server.Removed!.Value, again.Removed!.Value));
        Assert.Equal(server.Checks, again.Checks);
        Assert.Equal(server with { Removed = null, Checks = [] }, again with { Removed = null, Checks = [] });
        Assert.Same(again, read.ByServer()[server.Server]);
    }
}
