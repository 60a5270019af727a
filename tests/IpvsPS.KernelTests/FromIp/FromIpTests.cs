using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Text.Json.Nodes;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.FromIp;

/// <summary>Both columns of docs/networking.md, row by row as they stand there.</summary>
[Trait(Kernels.Seconds, "22")]
public sealed class FromIpTests(LabSession lab)
{
    private const string Document = "docs/networking.md";

    /// <summary>The other namespace of each side, as the document calls it.</summary>
    private const string Pod = "pod1";

    /// <summary>Links settle a while after they are set up: addresses are tried, carriers noticed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] Changes =
    [
        "Links",
        "Tunnels",
        "Addresses",
        "Routes",
        "Moving a link with its configuration",
        "Direct routing",
    ];

    [Fact]
    public void What_changes_something_makes_the_same_and_what_lists_something_shows_the_same()
    {
        using var namespaces = new TwoNamespaces();
        using var pods = new TwoNamespaces();
        ScratchNamespace ours = namespaces.Ours;
        ScratchNamespace theirs = namespaces.Theirs;
        string before = string.Empty;
        foreach (DocumentRow row in DocumentRow.Read(Document, Changes))
        {
            theirs.NativeWithErrors(row.Left.Replace(Pod, pods.Theirs.Name, StringComparison.Ordinal));
            Run(ours, row.Right.Replace(Pod, pods.Ours.Name, StringComparison.Ordinal));
            string expected = AssertSame(row, ours, IpState.Command(), theirs, IpState.Command());
            if (row.Left.Contains(Pod, StringComparison.Ordinal))
            {
                expected += AssertSame(row, ours, IpState.Command($"-n {pods.Ours}"), theirs, IpState.Command($"-n {pods.Theirs}"));
            }

            Assert.True(expected != before, $"{row.Left} changes nothing.");
            before = expected;
        }

        foreach (DocumentRow row in DocumentRow.Read(Document, "Lists"))
        {
            AssertLists(row, ours, pods.Ours.Name);
        }
    }

    private static string[] Names(EngineResult result) => [.. result.Output.Select(row => Name(row)).Order(StringComparer.Ordinal)];

    private EngineResult Run(ScratchNamespace netns, string command) => lab.Works($"Invoke-NetNamespace {netns} {{ {command} }}");

    private static string AssertSame(DocumentRow row, ScratchNamespace ours, string look, ScratchNamespace theirs, string lookAtTheirs)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string expected = IpState.Comparable(theirs.NativeWithErrors(lookAtTheirs));
            string actual = IpState.Comparable(ours.NativeWithErrors(look));
            if (expected == actual)
            {
                return expected;
            }

            Assert.True(
                clock.Elapsed < Patience,
                $"{row.Left}\n{Difference(expected, actual)}\nis not what {row.Right} makes:\n{Difference(actual, expected)}"
            );
            Thread.Sleep(250);
        }
    }

    private static string Difference(string one, string other) => string.Join('\n', one.Split('\n').Except(other.Split('\n')));

    /// <summary>A list of <c>ip</c> and that of the module, in the module's namespace, name the same things.</summary>
    private void AssertLists(DocumentRow row, ScratchNamespace netns, string pod)
    {
        string left = row.Left.Replace(Pod, pod, StringComparison.Ordinal);
        string right = row.Right.Replace(Pod, pod, StringComparison.Ordinal);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string[] expected = Listed(left, JsonNode.Parse(netns.NativeWithErrors($"ip -j {left["ip ".Length..]}"))!.AsArray());
            string[] actual = Names(Run(netns, right));
            Assert.NotEmpty(actual);
            if (expected.SequenceEqual(actual))
            {
                return;
            }

            Assert.True(
                clock.Elapsed < Patience,
                $"{row.Left}\n{string.Join('\n', expected)}\nis not what {row.Right} lists:\n{string.Join('\n', actual)}"
            );
            Thread.Sleep(250);
        }
    }

    /// <summary>The names in what a command of <c>ip</c> lists.</summary>
    private static string[] Listed(string command, JsonArray listed)
    {
        bool isRoutes = command.Contains("route", StringComparison.Ordinal);
        bool isAddresses = command.Contains("addr", StringComparison.Ordinal);
        // A list by link leaves the link out.
        string chosen = isRoutes && command.Split(" dev ") is [_, var link] ? link : string.Empty;
        return
        [
            .. listed
                .OfType<JsonObject>()
                .Where(item => item.Count > 0)
                .SelectMany(item =>
                    isRoutes ? [$"{Plain((string)item["dst"]!)} {(string?)item["dev"] ?? chosen}"]
                    : isAddresses
                        ? item["addr_info"]
                            ?.AsArray()
                            .OfType<JsonObject>()
                            .Where(address => address.Count > 0)
                            .Select(address => $"{item["ifname"]} {IPAddress.Parse((string)address["local"]!)}/{address["prefixlen"]}")
                            ?? []
                    : [(string)item["ifname"]!]
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Name(PSObject row) =>
        row.BaseObject.GetType().Name switch
        {
            "NetLinkRoute" => $"{Destination((string)row.Properties["Destination"].Value)} {row.Properties["Link"].Value}",
            "NetLinkAddress" => $"{row.Properties["Link"].Value} {row}",
            _ => row.ToString(),
        };

    /// <summary>A single address in the runtime's words: <c>ip</c> writes fe80::5efe:ac11:3 where it writes
    /// fe80::5efe:172.17.0.3.</summary>
    private static string Plain(string destination) =>
        IPAddress.TryParse(destination, out IPAddress? address) ? address.ToString() : destination;

    /// <summary>A destination as <c>ip</c> writes it: without the length where it is a single address.</summary>
    private static string Destination(string text)
    {
        InetPrefix destination = InetPrefix.Parse(text);
        bool isSingle = destination.PrefixLength == (text.Contains(':', StringComparison.Ordinal) ? 128 : 32);
        return destination.PrefixLength == 0 ? "default"
            : isSingle ? destination.Address!.ToString()
            : text;
    }
}
