using System.Text.RegularExpressions;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.FromIpvsadm;

/// <summary>Both columns of docs/from-ipvsadm.md, row by row as they stand there.</summary>
[Trait(Kernels.Seconds, "30")]
public sealed partial class FromIpvsadmTests(LabSession lab)
{
    private const string Document = "docs/from-ipvsadm.md";

    private const string OptionSection = "Every option";

    private const string Table = "ipvsadm -Sn; ipvsadm -Ln --thresholds";

    private const string Timeouts = "ipvsadm -L --timeout";

    private const string Daemons = "ipvsadm -L --daemon";

    private const string Counters = "ipvsadm -Ln --stats --exact";

    private const string MakeLink = "ip link add eth0 type dummy && ip link set eth0 up";

    /// <summary>The engine alone lacks it; in pwsh it is there.</summary>
    private const string SelectObject = """
        function Select-Object
        {
            param([Parameter(Position = 0)][string[]]$Property, [Parameter(ValueFromPipeline)]$InputObject)
            process {
                $chosen = [ordered]@{}
                foreach ($name in $Property) { $chosen[$name] = $InputObject.$name }
                [pscustomobject]$chosen
            }
        }
        """;

    private static readonly string[] Changes = ["Services", "Real servers", "Tunnels", "Removing", "Timeouts", "Sync daemons"];

    [Fact]
    public void What_changes_something_makes_the_same_table()
    {
        using var namespaces = new TwoNamespaces();
        ScratchNamespace ours = namespaces.Ours;
        ScratchNamespace theirs = namespaces.Theirs;
        ours.NativeWithErrors(MakeLink);
        theirs.NativeWithErrors(MakeLink);
        string before = string.Empty;
        foreach (DocumentRow row in Rows(Changes))
        {
            string look = row.Section switch
            {
                nameof(Timeouts) => Timeouts,
                "Sync daemons" => Daemons,
                _ => Table,
            };
            string expected = theirs.NativeWithErrors($"{row.Left} && {{ {look}; }}");
            Run(namespaces.Ours, row.Right);
            Assert.True(expected != before, $"{row.Left} changes nothing.");
            AssertSame(row, expected.Split('\n'), ours.NativeWithErrors(look).Split('\n'));
            before = expected;
        }

        const string all = $"{Table}; {Timeouts}; {Daemons}";
        Assert.Equal(theirs.NativeWithErrors(all), ours.NativeWithErrors(all));
    }

    [Fact]
    public void What_is_saved_and_restored_is_the_same_file_and_table()
    {
        using var namespaces = new TwoNamespaces();
        ScratchNamespace ours = namespaces.Ours;
        ScratchNamespace theirs = namespaces.Theirs;
        string directory = Directory.CreateTempSubdirectory("ipvsadm-").FullName;
        string before = string.Empty;
        foreach (DocumentRow row in Rows("Services", "Saving and restoring"))
        {
            string look = row.Section == "Services" ? Table : $"cat rules 2>&1; {Table}";
            string expected = theirs.NativeWithErrors(Of("theirs", $"{row.Left} && {{ {look}; }}"));
            Run(namespaces.Ours, Of("ours", row.Right));
            Assert.True(expected != before, $"{row.Left} changes nothing.");
            AssertSame(row, expected.Split('\n'), ours.NativeWithErrors(Of("ours", look)).Split('\n'));
            before = expected;
        }

        Directory.Delete(directory, recursive: true);

        string Of(string side, string command) => command.Replace("rules", Path.Combine(directory, side), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lists_something_shows_the_same_values()
    {
        using var busy = new BusyDirector();
        int clientPort = 50000;
        foreach (DocumentRow row in Rows("Lists"))
        {
            bool isRate = row.Left.Contains("--rate", StringComparison.Ordinal);
            string[]? expected = null;
            string[] actual = [];
            // The kernel brings counters and rates up to date every two seconds: two lists around ours that agree are of its moment.
            for (int attempt = 0; attempt < 20 && expected is null; attempt++)
            {
                string[] theirs = Theirs(busy.Space, row);
                actual = ListingText.OfObjects(row.Left, Run(busy.Space, row.Right).Output);
                bool isStill =
                    theirs.SequenceEqual(Theirs(busy.Space, row)) && (!isRate || theirs.Any(line => NonZeroRate().IsMatch(line)));
                expected = isStill ? ListingText.OfSameKinds(theirs, actual) : null;
                if (!isStill)
                {
                    busy.Speak(clientPort++);
                    Thread.Sleep(500);
                }
            }

            Assert.True(expected is { Length: > 0 }, $"{row.Left} never stood still or shows nothing.");
            bool isUnsorted = row.Left.Contains("--nosort", StringComparison.Ordinal);
            AssertSame(
                row,
                isUnsorted ? [.. expected.Order(StringComparer.Ordinal)] : expected,
                isUnsorted ? [.. actual.Order(StringComparer.Ordinal)] : actual
            );
        }
    }

    [Fact]
    public void What_resets_counters_leaves_the_same_ones()
    {
        using var ours = new BusyDirector();
        using var theirs = new BusyDirector();
        // The kernel sums the counters up every two seconds.
        Thread.Sleep(2500);
        string before = theirs.Space.NativeWithErrors(Counters);
        foreach (DocumentRow row in Rows("Counters"))
        {
            string expected = theirs.Space.NativeWithErrors($"{row.Left} && {Counters}");
            Run(ours.Space, row.Right);
            Assert.True(expected != before, $"{row.Left} changes nothing.");
            AssertSame(row, expected.Split('\n'), ours.Space.NativeWithErrors(Counters).Split('\n'));
            before = expected;
        }
    }

    [Fact]
    public void Every_option_of_ipvsadm_is_there_and_used_in_a_row()
    {
        IReadOnlyList<DocumentRow> rows = DocumentRow.ReadAll(Document);
        string[][] listed = [.. rows.Where(row => row.Section == OptionSection).Select(row => Options(row.Left))];
        string[] help = Options(LabSession.Native("ipvsadm --help"));
        Assert.Contains("--mcast-ttl", help);
        Assert.Empty(help.Except(listed.SelectMany(options => options)));

        string[] used = [.. rows.Where(row => row.Section != OptionSection).SelectMany(row => Options(row.Left))];
        string[] uncompared =
        [
            .. rows.Where(row => row.Section == OptionSection && row.Right.StartsWith("no counterpart", StringComparison.Ordinal))
                .Select(row => row.Left),
        ];
        Assert.Equal(["-h, --help", "-v, --version"], uncompared);
        Assert.All(
            listed.Where(options => !uncompared.Contains(string.Join(", ", options))),
            options => Assert.Contains(options, used.Contains)
        );
    }

    private static IEnumerable<DocumentRow> Rows(params string[] sections) => DocumentRow.Read(Document, sections);

    private static string[] Theirs(ScratchNamespace netns, DocumentRow row) =>
        ListingText.OfIpvsadm(row.Left, netns.NativeWithErrors(row.Left));

    private EngineResult Run(ScratchNamespace netns, string command) =>
        lab.Works($"Invoke-NetNamespace {netns} {{ $ConfirmPreference = 'None'\n{SelectObject}\n{command} }}");

    private static void AssertSame(DocumentRow row, string[] expected, string[] actual) =>
        Assert.True(
            expected.SequenceEqual(actual),
            $"{row.Left}\n{string.Join('\n', expected.Except(actual))}\nis not what {row.Right} "
                + $"makes:\n{string.Join('\n', actual.Except(expected))}"
        );

    /// <summary>The options in a text; -Ln is two of them, and -A|E too.</summary>
    private static string[] Options(string text) =>
        [
            .. Option()
                .Matches(text)
                .SelectMany(match =>
                    match.Value.StartsWith("--", StringComparison.Ordinal)
                        ? [match.Value]
                        : match.Value.Where(char.IsAsciiLetterOrDigit).Select(letter => $"-{letter}")
                )
                .Distinct(),
        ];

    [GeneratedRegex(@"(?<![\w-])(--[a-z][a-z0-9-]+|-[A-Za-z0-9|]+)(?![\w-])")]
    private static partial Regex Option();

    [GeneratedRegex(@" [1-9]\d*$")]
    private static partial Regex NonZeroRate();
}
