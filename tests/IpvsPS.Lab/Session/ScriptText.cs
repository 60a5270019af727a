using System.Management.Automation.Language;

namespace IpvsPS.Lab.Session;

/// <summary>A script as a user would type it.</summary>
internal static class ScriptText
{
    /// <summary>The statements, each as it stands there.</summary>
    /// <exception cref="FormatException">The script does not parse.</exception>
    public static IEnumerable<string> Statements(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Length == 0
            ? script.EndBlock.Statements.Select(statement => statement.Extent.Text)
            : throw new FormatException($"{errors[0].Message} In: {text}");
    }
}
