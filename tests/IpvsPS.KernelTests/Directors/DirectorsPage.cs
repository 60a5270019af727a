using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Directors;

/// <summary>The samples of docs/two-directors.md, by the comment that they begin with.</summary>
internal static partial class DirectorsPage
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs/two-directors.md"));

    /// <summary>The sample that begins with a comment, such as <c>on lb1</c>; of several, the one by its place.</summary>
    public static string Sample(string comment, int place = 0)
    {
        string[] samples =
        [
            .. Block()
                .Matches(Page)
                .Select(match => match.Groups[1].Value)
                .Where(sample => sample.StartsWith($"# {comment}\n", StringComparison.Ordinal)),
        ];
        Assert.True(samples.Length > place, $"There is no sample '{comment}'.");
        return samples[place];
    }

    /// <summary>keepalived's file.</summary>
    public static string Keepalived => Configuration().Match(Page).Groups[1].Value;

    [GeneratedRegex("^```(?:powershell|sh)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^```conf\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Configuration();
}
