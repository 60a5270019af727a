using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace IpvsPS.Help;

/// <summary>Reads the SYNTAX of a page: a heading and a fenced line in Get-Command's notation for each parameter set.</summary>
internal sealed partial class SyntaxReader(MarkdownFile file)
{
    private const string DefaultMark = " (Default)";

    public List<PageSyntax> Read(MarkdownSection section)
    {
        if (section.Sections.Count == 0)
        {
            file.Report(section.Line, "SYNTAX needs a '### name' and a fenced block for each parameter set.");
        }

        return [.. section.Sections.Select(ReadSet)];
    }

    private PageSyntax ReadSet(MarkdownSection section)
    {
        bool isDefault = section.Title.EndsWith(DefaultMark, StringComparison.Ordinal);
        string name = ParameterUse.NameOnPage(isDefault ? section.Title[..^DefaultMark.Length] : section.Title);
        if (section.Blocks is not [FencedCodeBlock block])
        {
            file.Report(section.Line, "A parameter set needs one fenced block, and nothing else.");
            return new PageSyntax(section.Line, name, isDefault, string.Empty, []);
        }

        string text = Spaces().Replace(MarkdownFile.CodeOf(block), " ").Trim();
        return new PageSyntax(section.Line, name, isDefault, text, ReadParameters(text, block.Line + 2));
    }

    private List<SyntaxParameter> ReadParameters(string text, int line)
    {
        Match match = SyntaxLine().Match(text);
        if (!match.Success || match.Groups["command"].Value != file.Name)
        {
            file.Report(
                line,
                $"'{text}' is not '{file.Name} [-Parameter <type>] ... [<CommonParameters>]', as 'Get-Command {file.Name} "
                    + "-Syntax' prints it."
            );
            return [];
        }

        return [.. match.Groups["parameter"].Captures.Select(capture => ReadParameter(capture.Value))];
    }

    private static SyntaxParameter ReadParameter(string text)
    {
        bool isOptionalPositional = text.StartsWith("[[", StringComparison.Ordinal);
        bool isRequiredPositional = !isOptionalPositional && text.StartsWith('[') && text.EndsWith('>');
        return new SyntaxParameter(
            ParameterName().Match(text).Groups[1].Value,
            TypeName().Match(text).Groups[1].Value,
            IsRequired: isRequiredPositional || text.StartsWith('-'),
            IsPositional: isOptionalPositional || isRequiredPositional
        );
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"^(?<command>\S+)( (?<parameter>\[\[-\w+\] <[^<>]+>\]|\[-\w+\] <[^<>]+>|"
            + @"\[-\w+( <[^<>]+>)?\]|-\w+( <[^<>]+>)?))* \[<CommonParameters>\]$"
    )]
    private static partial Regex SyntaxLine();

    [GeneratedRegex(@"-(\w+)")]
    private static partial Regex ParameterName();

    [GeneratedRegex("<([^<>]+)>")]
    private static partial Regex TypeName();
}
