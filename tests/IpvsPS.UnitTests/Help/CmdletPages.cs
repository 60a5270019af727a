using IpvsPS.Help;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>The pages of docs/en-US that describe a cmdlet each.</summary>
internal static class CmdletPages
{
    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFiles(RepositoryPaths.HelpPages, "*.md")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Where(name => !name.StartsWith("about_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    public static string PathOf(string name) => Path.Combine(RepositoryPaths.HelpPages, name + ".md");

    /// <summary>A page, read as the build reads it.</summary>
    public static CommandPage Read(string name)
    {
        var errors = new List<PageError>();
        CommandPage page = HelpBuild.ReadCommand(new MarkdownFile(PathOf(name), File.ReadAllText(PathOf(name)), errors));
        Differences.AssertNone(errors.Select(error => error.ToString()));
        return page;
    }
}
