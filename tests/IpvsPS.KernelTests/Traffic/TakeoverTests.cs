using System.Net.Sockets;
using IpvsPS.KernelTests.Ipvs;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>A pair of sync daemons: the second director carries on what the first one has begun.</summary>
[Collection(TrafficTests.Name)]
public sealed class TakeoverTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    // Its own: connections stay in the director's table, where other tests count theirs.
    private const string Address = "10.77.0.204";

    private readonly ScratchNamespace _backup = stage.ServerNamespaces[2];

    [Fact]
    public void A_replicated_connection_goes_on_through_the_other_director()
    {
        Direct(
            $"""
            Set-IpvsSetting sync_threshold 1, 2
            New-IpvsService {Address}:80 -Scheduler rr | Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -ForwardingMethod DirectRoute
            New-IpvsService {Address}:80 -Scheduler rr -NetNamespace {_backup} |
                Add-IpvsRealServer 10.77.0.11, 10.77.0.12 -ForwardingMethod DirectRoute -NetNamespace {_backup}
            Start-IpvsSyncDaemon Backup lan -SyncId 9 -NetNamespace {_backup}
            Start-IpvsSyncDaemon Master lan -SyncId 9
            """
        );
        try
        {
            Conversation replicated = Hold(Address);
            AwaitReplica(replicated);

            // One that the backup does not know ends with a reset, so it is the replica that carries the other on.
            Lab.Works($"Stop-IpvsSyncDaemon Master -NetNamespace {Stage.Director}");
            Conversation unknown = Hold(Address);
            Stage.Client.Native($"ip route add {Address}/32 via 10.77.0.13");
            Say(replicated, "still here");
            Assert.Equal("still here", TrafficStage.Receive(replicated.Accepted));
            Say(unknown, "lost");
            Assert.Equal(
                SocketError.ConnectionReset,
                Assert.Throws<SocketException>(() => TrafficStage.Receive(unknown.Client)).SocketErrorCode
            );
        }
        finally
        {
            Stage.Client.Native($"ip route del {Address}/32 || true");
            Lab.Works($"Stop-IpvsSyncDaemon Backup -NetNamespace {_backup}; Clear-IpvsService -NetNamespace {_backup} -Confirm:$false");
        }
    }

    private void AwaitReplica(Conversation conversation)
    {
        string client = conversation.Client.LocalEndPoint!.ToString()!;
        Objects.IpvsConnection? replica = null;
        for (int attempt = 0; attempt < 50 && replica is null; attempt++)
        {
            Thread.Sleep(100);
            // The kernel sends what it has to say of a connection with the connection's packets.
            Say(conversation, ".");
            Assert.Equal(".", TrafficStage.Receive(conversation.Accepted));
            replica = Lab.Works($"Get-IpvsConnection -ClientAddress {client} -NetNamespace {_backup}")
                .Of<Objects.IpvsConnection>()
                .SingleOrDefault();
        }

        Assert.Equal(("ESTABLISHED", conversation.Server), (replica?.State, NumberOf(replica!)));
        Assert.Contains(ConnectionList.Theirs(_backup), line => line.Contains($"{client} {Address}:80", StringComparison.Ordinal));
        Assert.Contains(ConnectionList.Lines([replica!])[0], ConnectionList.Theirs(Stage.Director));
    }

    private static void Say(Conversation conversation, string text) => conversation.Client.Send(System.Text.Encoding.ASCII.GetBytes(text));
}
