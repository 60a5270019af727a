using System.Globalization;
using System.Text.RegularExpressions;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Stops;

/// <content>Arrays of inputs, which are sent in one batch.</content>
public sealed partial class StopTests
{
    [Fact]
    public void An_array_of_services_stops_between_two_datagrams_and_says_how_many_changes_are_made()
    {
        using var target = new ScratchNamespace();
        session.Engine.SetVariable("many", Many.Select(address => $"{address}:80").ToArray());
        AssertGoesOn("New-IpvsService $many", Many, target, "/proc/thread-self/net/ip_vs", ListServices);
        AssertGoesOnRemoving("Remove-IpvsService $many", Many, target, "/proc/thread-self/net/ip_vs", ListServices);
    }

    [Fact]
    public void An_array_of_real_servers_stops_between_two_datagrams_and_says_how_many_changes_are_made()
    {
        using var target = new ScratchNamespace();
        target.Native("ipvsadm -A -t 10.1.1.1:80");
        session.Engine.SetVariable("many", Many);
        AssertGoesOn(
            "Add-IpvsRealServer $many -VirtualAddress 10.1.1.1:80",
            Many,
            target,
            "/proc/thread-self/net/ip_vs",
            "ipvsadm -Sn | grep -e ^-a"
        );

        // The kernel lists the newest first.
        string[] newestFirst = [.. Many.Reverse()];
        session.Engine.SetVariable("many", newestFirst);
        AssertGoesOnRemoving(
            "Remove-IpvsRealServer $many -VirtualAddress 10.1.1.1:80",
            newestFirst,
            target,
            "/proc/thread-self/net/ip_vs",
            "ipvsadm -Sn | grep -e ^-a"
        );
    }

    /// <summary>Fewer than of the others: each takes the kernel the longer, the more there are.</summary>
    [Fact]
    public void An_array_of_addresses_stops_between_two_datagrams_and_says_how_many_changes_are_made()
    {
        using var target = new ScratchNamespace();
        target.Native("ip link add dummy0 type dummy; ip link set dummy0 up");
        string[] addresses = Many[..10_000];
        session.Engine.SetVariable("many", addresses);
        AssertGoesOn(
            "Add-NetLinkAddress dummy0 $many",
            addresses,
            target,
            "/proc/thread-self/net/fib_trie",
            "ip -o -4 address show dev dummy0"
        );
        session.Engine.SetVariable("many", addresses.Select(address => $"{address}/32").ToArray());
        AssertGoesOnRemoving(
            "Remove-NetLinkAddress dummy0 $many",
            addresses,
            target,
            "/proc/thread-self/net/fib_trie",
            "ip -o -4 address show dev dummy0"
        );
    }

    [Fact]
    public void An_array_of_routes_stops_between_two_datagrams_and_says_how_many_changes_are_made()
    {
        using var target = new ScratchNamespace();
        target.Native("ip link add dummy0 type dummy; ip link set dummy0 up");
        session.Engine.SetVariable("many", Many);
        AssertGoesOn("Add-NetLinkRoute $many -LinkName dummy0", Many, target, "/proc/thread-self/net/route", "ip route show dev dummy0");
        AssertGoesOnRemoving(
            "Remove-NetLinkRoute $many -LinkName dummy0",
            Many,
            target,
            "/proc/thread-self/net/route",
            "ip route show dev dummy0"
        );
    }

    /// <summary>ipvsadm would ask for the real servers of each, which takes the lab most of a minute.</summary>
    private const string ListServices =
        """perl -ne 'print join(".", unpack("C4", pack("H8", $1))), "\n" if /^TCP +(\w{8}):/' /proc/net/ip_vs""";

    private static string[] Many { get; } = [.. Enumerable.Range(0, 30_000).Select(number => $"10.100.{number >> 8}.{number & 255}")];

    /// <summary>Stops an array's command when some are there; what is listed then is what was said, in order, and the command again makes
    /// the rest.</summary>
    private void AssertGoesOn(string command, string[] many, ScratchNamespace target, string file, string list)
    {
        int done = StopAndCount(command, target, () => File.ReadLines(file).Skip(1000).Any());
        AssertListed(many[..done], many, target, list);

        session.Engine.Run($"{command} -NetNamespace $target -ErrorAction Ignore").ThrowOnError();
        Assert.Equal(many.Length, Listed(target, list).Length);
    }

    /// <summary>Stops an array's command when the first of all that are there begin to go; the others are listed, and the command again
    /// removes them.</summary>
    private void AssertGoesOnRemoving(string command, string[] many, ScratchNamespace target, string file, string list)
    {
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(target.Name));
        string[] full = NamespaceThread.Run(handle, () => File.ReadLines(file).Take(500).ToArray());
        int done = StopAndCount(command, target, () => !File.ReadLines(file).Take(500).SequenceEqual(full));
        AssertListed(many[done..], many, target, list);

        session.Engine.Run($"{command} -NetNamespace $target -ErrorAction Ignore").ThrowOnError();
        Assert.Empty(Listed(target, list));
    }

    /// <summary>Stops a command when it is time, which is asked inside the namespace, and returns after how many changes it says it
    /// stopped.</summary>
    private int StopAndCount(string command, ScratchNamespace target, Func<bool> isTime)
    {
        session.TakeConsole();
        session.Engine.SetVariable("target", target.Name);
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(target.Name));
        ProcessFigures before = ProcessFigures.Take();
        AssertStopped(session.Engine.RunAndStop($"{command} -NetNamespace $target", _ => NamespaceThread.Run(handle, isTime)));
        AssertReturned(before);
        Match said = SaidCount().Match(session.TakeConsole());
        Assert.True(said.Success, "it has not said how many changes it made");
        return int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static void AssertListed(string[] expected, string[] many, ScratchNamespace target, string list)
    {
        Assert.InRange(expected.Length, 1, many.Length - 1);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Listed(target, list).Order(StringComparer.Ordinal));
    }

    private static string[] Listed(ScratchNamespace target, string list) =>
        target.Native($"{list} | grep -o '10[.]100[.][0-9.]*' || true").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"WARNING: Stopped between two batches after (\d+) changes")]
    private static partial Regex SaidCount();
}
