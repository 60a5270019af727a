using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.State;

/// <summary>What is remembered of suspended real servers, and for which weights it holds.</summary>
public sealed class SuspensionTests : IDisposable
{
    private static readonly RealServerId Web = new(
        IpvsServiceId.ForAddress(Address("10.0.0.1"), 80, IpvsProtocol.Tcp),
        Address("172.17.0.3"),
        8080
    );

    private static readonly RealServerId Names = new(
        IpvsServiceId.ForAddress(Address("2001:db8::1"), 53, IpvsProtocol.Udp),
        Address("2001:db8::3"),
        53
    );

    private static readonly RealServerId Marked = new(IpvsServiceId.ForFirewallMark(5, AddressFamily.IPv6), Address("2001:db8::4"), 0);

    private readonly string _root = Directory.CreateTempSubdirectory("state").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_part_comes_back()
    {
        var since = new DateTimeOffset(2026, 11, 26, 14, 5, 9, TimeSpan.Zero);
        Suspension[] written =
        [
            new()
            {
                Server = Web,
                FullWeight = 10,
                Since = since,
                By = "alice",
                Reason = "kernel \"6.18\"\n",
            },
            new()
            {
                Server = Names,
                FullWeight = null,
                Since = since,
                By = "root",
            },
            new()
            {
                Server = Marked,
                FullWeight = int.MaxValue,
                Since = since,
                By = "root",
                Phase = SuspensionPhase.Resuming,
                LastWeight = 3,
                NextWeight = 4,
            },
        ];
        using (StateTransaction<SuspensionTable> transaction = File().Begin(CancellationToken.None))
        {
            var table = new SuspensionTable();
            Array.ForEach(written, suspension => table.Set(suspension.Server, suspension));
            transaction.Save(table);
        }

        Assert.Equal(written, File().Read()!.All);
    }

    [Theory]
    [InlineData(SuspensionPhase.Suspended, "0")]
    [InlineData(SuspensionPhase.Suspending, "4 7")]
    [InlineData(SuspensionPhase.Resuming, "4 7")]
    internal void It_holds_for_the_weights_that_were_written_and_no_others(SuspensionPhase phase, string holds)
    {
        var suspension = new Suspension
        {
            Server = Web,
            FullWeight = 10,
            Phase = phase,
            LastWeight = 7,
            NextWeight = 4,
        };
        Assert.Equal(holds, string.Join(' ', Enumerable.Range(0, 12).Where(suspension.Holds)));
    }

    [Fact]
    public void What_no_longer_holds_is_dropped_in_the_services_in_question_only()
    {
        SuspensionTable table = Table(Web, Names, Marked);
        table.Prune(
            new Dictionary<RealServerId, int> { [Web] = 0, [Names] = 3 },
            new HashSet<IpvsServiceId> { Web.Service, Names.Service }
        );
        Assert.Equal([Web, Marked], table.All.Select(suspension => suspension.Server).Order());
    }

    [Fact]
    public void One_whose_weight_was_set_by_hand_is_not_found()
    {
        SuspensionTable table = Table(Web);
        Assert.Equal(10, table.Find(Web, 0)!.FullWeight);
        Assert.Null(table.Find(Web, 10));
        Assert.Null(table.Find(Names, 0));
    }

    [Theory]
    [InlineData("\"realAddress\": \"172.17.0.3\"", "\"realAddress\": \"web1\"")]
    [InlineData("\"realPort\": 8080", "\"realPort\": 80800")]
    [InlineData("\"fullWeight\": 10", "\"fullWeight\": 1e99")]
    [InlineData("\"since\": \"", "\"since\": \"on ")]
    [InlineData("\"by\"", "\"of\"")]
    public void A_part_of_another_form_makes_the_file_unreadable(string part, string other)
    {
        using (StateTransaction<SuspensionTable> transaction = File().Begin(CancellationToken.None))
        {
            transaction.Save(Table(Web));
        }

        string text = System.IO.File.ReadAllText(File().Path);
        Assert.Contains(part, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File().Path, text.Replace(part, other, StringComparison.Ordinal));
        Assert.Equal(StateError.Unreadable, Assert.Throws<StateException>(() => File().Read()).Error);
    }

    private StateFile<SuspensionTable> File() => SuspensionTable.File(new StateDirectory(Path.Combine(_root, "ipvsps")), "cookie-1");

    private static SuspensionTable Table(params RealServerId[] servers)
    {
        var table = new SuspensionTable();
        Array.ForEach(servers, server => table.Set(server, new Suspension { Server = server, FullWeight = 10 }));
        return table;
    }

    private static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
