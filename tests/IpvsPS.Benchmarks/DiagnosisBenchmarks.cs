using System.Globalization;

namespace IpvsPS.Benchmarks;

/// <summary>Debug-IpvsService over a large table, beside a listing of its services and real servers.</summary>
internal sealed class DiagnosisBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    /// <summary>Real servers are on a link, and the host forwards.</summary>
    private const string Director =
        "ip -n $netns link add back up type dummy; ip -n $netns address add 10.191.255.254/10 dev back; "
        + "ip netns exec $netns sysctl -qw net.ipv4.ip_forward=1";

    private readonly Dictionary<string, long> _allocated = [];

    public override string Name => "diagnosis";

    public override bool NotesTakeMeasuring => false;

    public override IEnumerable<Job> Jobs()
    {
        var table = new BenchmarkTable(5_000, 2);
        string addresses = Path.Combine(Path.GetTempPath(), "addresses");
        File.WriteAllLines(addresses, table.Table.Services.Select(entry => $"address add {entry.Service.VirtualAddress}/32 dev vip"));
        string healthy = $"{Director}; ip -n $netns link add vip up type dummy; ip -n $netns -batch {addresses}";
        yield return Compare("examine 5,000 healthy services", table, healthy, 0);
        yield return Compare("examine 5,000 services without their addresses", table, Director, table.ServiceCount);
    }

    public override IEnumerable<string> Notes() =>
        _allocated.Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Key}: {one.Value:N0} bytes allocated, the least of all runs.")
        );

    private Job Compare(string title, BenchmarkTable table, string director, int findings)
    {
        Contender examine = Session.Cmdlets(
            "$found = @(Debug-IpvsService -NetNamespace $netns -WarningAction Ignore); "
                + "if ($found.Count -ne $expected) { throw \"$($found.Count) findings, and not $expected\" }",
            ("expected", findings)
        );
        Contender list = Session.Cmdlets(
            "$services = Get-IpvsService -NetNamespace $netns; $servers = Get-IpvsRealServer -NetNamespace $netns"
        );
        return new Job(
            title,
            On(director, table, Counted(title, examine)),
            null,
            On(director, table, Counted("list its services and real servers", list with { Name = "listing" }))
        )
        {
            Check = netns => TableContenders.CheckCount(netns, table.ServerCount),
        };
    }

    private static Contender On(string director, BenchmarkTable table, Contender contender)
    {
        Contender after = TableContenders.After(table, contender);
        return after with
        {
            Prepare = netns =>
            {
                netns.Native(director);
                return after.Prepare(netns);
            },
        };
    }

    private Contender Counted(string what, Contender contender) =>
        contender with
        {
            Prepare = netns =>
            {
                Func<TimeSpan> work = contender.Prepare(netns);
                return () =>
                {
                    long before = GC.GetTotalAllocatedBytes(precise: true);
                    TimeSpan time = work();
                    long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
                    _allocated[what] = Math.Min(bytes, _allocated.GetValueOrDefault(what, long.MaxValue));
                    return time;
                };
            },
        };
}
