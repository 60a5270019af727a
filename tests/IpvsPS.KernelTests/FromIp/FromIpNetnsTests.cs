using System.Text.RegularExpressions;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.FromIp;

/// <summary>The rows of docs/networking.md about namespaces. All names are in one directory, so each side has names of its own.</summary>
public sealed partial class FromIpNetnsTests(LabSession lab)
{
    private const string Document = "docs/networking.md";

    /// <summary>Each namespace that is there, its links and a setting, and whether it is the process's.</summary>
    private const string State = """
        for name in blue green web; do
          [ -e /run/netns/$name ] || continue
          echo $name; ip -br -n $name link | awk '{ print $1, $2, $NF }'
          ip netns exec $name sysctl net.ipv4.ip_forward
          [ /run/netns/$name -ef /proc/4711/ns/net ] && echo of the process
        done; true
        """;

    [Fact]
    public void Both_sides_make_list_and_remove_the_same()
    {
        var ours = new Side("ours");
        var theirs = new Side("theirs");
        RunBoth(ours, theirs, "Namespaces");
        foreach (DocumentRow row in DocumentRow.Read(Document, "Lists of namespaces"))
        {
            string[] expected =
            [
                .. LabSession
                    .Native(ours.Of(row.Left))
                    .Split('\n')
                    .Select(line => line.Split(' ')[0])
                    .Where(word => word.Length > 0 && word != "netns:")
                    .Order(StringComparer.Ordinal),
            ];
            IEnumerable<string> actual = Run(ours, row)
                .Output.Select(item => (item.BaseObject as Objects.NetNamespace)?.Name ?? item.ToString());
            Assert.NotEmpty(expected);
            Assert.Equal(expected, actual.Order(StringComparer.Ordinal));
        }

        RunBoth(ours, theirs, "Removing namespaces");
        Assert.Empty(ours.State());
        LabSession.Native($"kill {ours.Process} {theirs.Process}");
    }

    private void RunBoth(Side ours, Side theirs, string section)
    {
        string before = theirs.State();
        foreach (DocumentRow row in DocumentRow.Read(Document, section))
        {
            LabSession.Native(theirs.Of(row.Left));
            Run(ours, row);
            string expected = theirs.State();
            Assert.True(expected != before, $"{row.Left} changes nothing.");
            Assert.True(expected == ours.State(), $"{row.Left}\n{expected}\nis not what {row.Right} makes:\n{ours.State()}");
            before = expected;
        }
    }

    private EngineResult Run(Side side, DocumentRow row) => lab.Works($"& {{ $ConfirmPreference = 'None'\n{side.Of(row.Right)} }}");

    /// <summary>The namespaces of one side, and its process in a namespace without a name.</summary>
    private sealed partial class Side(string suffix)
    {
        public string Process { get; } = LabSession.StartSleep("unshare -n sleep 300");

        public string Of(string command) =>
            Name().Replace(command, match => $"{match.Value}-{suffix}").Replace("4711", Process, StringComparison.Ordinal);

        public string State() =>
            LabSession.Native(Of(FromIpNetnsTests.State)).Replace($"-{suffix}", string.Empty, StringComparison.Ordinal);

        [GeneratedRegex(@"\b(blue|green|web)\b")]
        private static partial Regex Name();
    }
}
