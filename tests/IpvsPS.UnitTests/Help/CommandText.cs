using System.Management.Automation;
using System.Management.Automation.Language;

namespace IpvsPS.UnitTests.Help;

/// <summary>Commands as documents write them: they parse, and name cmdlets and parameters that exist.</summary>
internal sealed class CommandText(IReadOnlyList<CmdletInfo> cmdlets)
{
    public static IEnumerable<CommandAst> CommandsOf(string code) =>
        Parser.ParseInput(code, out _, out _).FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>();

    /// <summary>What is wrong with some commands.</summary>
    public IEnumerable<string> FaultsOf(string code)
    {
        Parser.ParseInput(code, out _, out ParseError[] errors);
        return errors.Select(error => error.ToString()).Concat(CommandsOf(code).SelectMany(FaultsOf));
    }

    /// <summary>Whether any cmdlet of the module has a parameter of that name.</summary>
    public bool IsParameter(string name) => cmdlets.Any(cmdlet => Knows(cmdlet, name));

    private IEnumerable<string> FaultsOf(CommandAst command)
    {
        string name = command.GetCommandName() ?? string.Empty;
        CmdletInfo? cmdlet = cmdlets.FirstOrDefault(cmdlet => cmdlet.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (cmdlet is null)
        {
            return IsOurs(name) ? [$"there is no cmdlet {name}."] : [];
        }

        return command
            .CommandElements.OfType<CommandParameterAst>()
            .Where(parameter => !Knows(cmdlet, parameter.ParameterName))
            .Select(parameter => $"{name} has no parameter -{parameter.ParameterName}.");
    }

    private static bool Knows(CmdletInfo cmdlet, string parameter) =>
        cmdlet
            .Parameters.Values.SelectMany(known => known.Aliases.Prepend(known.Name))
            .Contains(parameter, StringComparer.OrdinalIgnoreCase);

    private bool IsOurs(string name) =>
        name.Split('-') is [_, var noun]
        && (
            noun.StartsWith("Ipvs", StringComparison.OrdinalIgnoreCase)
            || noun.StartsWith("Net", StringComparison.OrdinalIgnoreCase)
            || cmdlets.Any(cmdlet => cmdlet.Noun.Equals(noun, StringComparison.OrdinalIgnoreCase))
        );
}
