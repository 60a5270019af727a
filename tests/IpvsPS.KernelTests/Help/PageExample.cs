using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Help;

/// <summary>Commands of a help page, and what the page says that they print.</summary>
internal sealed partial record PageExample(string Code)
{
    /// <summary>Null where the page shows no output.</summary>
    public string? Output { get; init; }

    /// <summary>What is another each time, such as an inode or a MAC address: any number may stand in a number's place, and any word in a
    /// word's.</summary>
    public IReadOnlyList<string> Varying { get; init; } = [];

    /// <summary>Null where the commands are to be run.</summary>
    public string? ReasonNotToRun => NotRun().Match(Code) is { Success: true } mark ? mark.Groups[1].Value : null;

    /// <summary>The README, whose tour is run as the help pages are.</summary>
    public const string Readme = "README";

    /// <summary>All examples of a page, in their order.</summary>
    public static IEnumerable<PageExample> Read(string page)
    {
        string text = File.ReadAllText(PathOf(page));
        int parameters = text.IndexOf("## PARAMETERS", StringComparison.Ordinal);
        return Example()
            .Matches(parameters < 0 ? text : text[..parameters])
            .Select(match => new PageExample(match.Groups["code"].Value)
            {
                Output = match.Groups["output"].Success ? match.Groups["output"].Value : null,
                Varying = match.Groups["varying"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            });
    }

    private static string PathOf(string page) => Repository.File(page == Readme ? "README.md" : $"docs/en-US/{page}.md");

    /// <summary>Without the empty lines around it, and the blanks at the ends of lines.</summary>
    public static string Trim(string output) => string.Join('\n', output.Split('\n').Select(line => line.TrimEnd())).Trim('\n');

    /// <summary>Whether the page's output, if it shows any, is this one.</summary>
    public bool Shows(string actual)
    {
        if (Output is null)
        {
            return true;
        }

        string expected = Trim(Output);
        string shown = Trim(actual);
        return Varying.Count == 0 ? expected == shown : HasLinesLike(expected.Split('\n'), shown.Split('\n'));
    }

    // What varies may stand in another order too, as the kernel's connections do.
    private bool HasLinesLike(string[] expected, string[] actual)
    {
        string[] patterns = [.. expected.Select(PatternOf)];
        return expected.Length == actual.Length
            && patterns.All(pattern => actual.Any(line => Regex.IsMatch(line, pattern)))
            && actual.All(line => patterns.Any(pattern => Regex.IsMatch(line, pattern)));
    }

    // Where something varies, so does the number of blanks before it.
    private string PatternOf(string line)
    {
        string blanks = Blanks().Replace(Regex.Escape(line), " *");
        string varied = Varying.Aggregate(
            blanks,
            (pattern, word) => pattern.Replace(Regex.Escape(word), word.All(char.IsDigit) ? @"\d+" : @"\S+", StringComparison.Ordinal)
        );
        return $@"\A{varied}\z";
    }

    [GeneratedRegex("^# not run:? *(.*)$", RegexOptions.Multiline)]
    private static partial Regex NotRun();

    [GeneratedRegex(@"(\\ )+")]
    private static partial Regex Blanks();

    [GeneratedRegex(
        "^```powershell\n(?<code>.*?)^```\n(\n```output( varies(?<varying>( \\S+)+))?\n(?<output>.*?)^```\n)?",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex Example();
}
