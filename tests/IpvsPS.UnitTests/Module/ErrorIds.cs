using System.Management.Automation;
using System.Text.RegularExpressions;

namespace IpvsPS.UnitTests.Module;

/// <summary>
/// The error ids in the source. A file that speaks of errors writes an id as a text of several capitalized words; what
/// else looks like that there names a parameter, a property, a type or a noun of the module.
/// </summary>
internal static partial class ErrorIds
{
    /// <summary>Preference variables, which are no names of the module's.</summary>
    private static readonly string[] Preferences =
    [
        "ErrorAction",
        "ErrorActionPreference",
        "ConfirmPreference",
        "VerbosePreference",
        "WhatIfPreference",
        "PSNativeCommandUseErrorActionPreference",
    ];

    /// <summary>Each id with the files that hold it.</summary>
    public static ILookup<string, string> InSource(IReadOnlyList<CmdletInfo> cmdlets)
    {
        HashSet<string> others =
        [
            .. Preferences,
            .. cmdlets.Select(cmdlet => cmdlet.Noun),
            .. cmdlets.SelectMany(cmdlet => cmdlet.Parameters.Keys),
        ];
        foreach (
            Type type in new[] { cmdlets[0].ImplementingType.Assembly, typeof(IpvsService).Assembly }.SelectMany(assembly =>
                assembly.GetTypes()
            )
        )
        {
            others.Add(type.Name);
            others.UnionWith(type.GetProperties().Select(property => property.Name));
        }

        return (
            from path in Directory.EnumerateFiles(RepositoryPaths.Source, "*.cs", SearchOption.AllDirectories)
            let folders = Path.GetRelativePath(RepositoryPaths.Source, path).Split(Path.DirectorySeparatorChar)
            where !folders.Contains("obj") && !folders.Contains("bin")
            let text = File.ReadAllText(path)
            where SpeaksOfErrors().IsMatch(text)
            from match in Literal().Matches(text).Concat(Constant().Matches(text))
            where !others.Contains(match.Groups[1].Value)
            select (Id: match.Groups[1].Value, File: folders[^1])
        )
            .Distinct()
            .ToLookup(found => found.Id, found => found.File);
    }

    [GeneratedRegex("ErrorCategory|Violation|ErrorId|errorId")]
    private static partial Regex SpeaksOfErrors();

    [GeneratedRegex("ErrorIds\\.(\\w+)")]
    private static partial Regex Constant();

    [GeneratedRegex("(?<!\\$)\"((?:[A-Z]+[a-z0-9]+){2,})\"")]
    private static partial Regex Literal();
}
