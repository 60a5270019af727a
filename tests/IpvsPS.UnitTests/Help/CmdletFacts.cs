using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.Binding;
using IpvsPS.Help;

namespace IpvsPS.UnitTests.Help;

/// <summary>What Get-Command knows of a cmdlet, in the words of its page.</summary>
/// <remarks>
/// Sets that differ in nothing a user sees, but in how the pipeline binds, are one on the page: two lines with the same words
/// would have readers look for the difference.
/// </remarks>
internal sealed class CmdletFacts(CmdletInfo cmdlet)
{
    private static readonly HashSet<string> Common =
    [
        .. Cmdlet.CommonParameters,
        .. Cmdlet.OptionalCommonParameters.Except(["WhatIf", "Confirm"]),
    ];

    public IReadOnlyList<string> SetNames => [.. Syntax.Select(syntax => syntax.SetName)];

    public IReadOnlyList<PageSyntax> Syntax { get; } =
        AreAlike(cmdlet)
            ? [OfSet(cmdlet, cmdlet.ParameterSets[0]) with { SetName = ParameterUse.EverySet, IsDefault = false }]
            : [.. cmdlet.ParameterSets.Select(set => OfSet(cmdlet, set))];

    public IReadOnlyList<PageParameter> Parameters { get; } =
    [
        .. cmdlet
            .Parameters.Values.Where(parameter => !Common.Contains(parameter.Name) && !IsHidden(parameter))
            .OrderBy(parameter => parameter.Name)
            .Select(parameter => Describe(parameter, AreAlike(cmdlet))),
    ];

    private static PageSyntax OfSet(CmdletInfo cmdlet, CommandParameterSetInfo set) =>
        new(0, set.Name, set.IsDefault, WithoutHidden(cmdlet, $"{cmdlet.Name} {set}"), []);

    private static bool AreAlike(CmdletInfo cmdlet) =>
        cmdlet.ParameterSets.Count > 1 && cmdlet.ParameterSets.DistinctBy(set => WithoutHidden(cmdlet, $"{set}")).Count() == 1;

    /// <summary>Get-Command shows hidden parameters too; they only see what an object of the pipeline has.</summary>
    private static string WithoutHidden(CmdletInfo cmdlet, string syntax) =>
        cmdlet
            .Parameters.Values.Where(IsHidden)
            .Aggregate(syntax, (text, parameter) => Regex.Replace(text, $@" \[-{parameter.Name} <[^>]*>\]", string.Empty));

    private static PageParameter Describe(ParameterMetadata parameter, bool isEverySet)
    {
        Type type = WithoutNullable(parameter.ParameterType);
        return new PageParameter(0, parameter.Name, string.Empty, type.FullName!)
        {
            SupportsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = parameter.Aliases,
            AcceptedValues = AcceptedValues(parameter, type),
            Uses =
            [
                .. parameter
                    .ParameterSets.GroupBy(set => isEverySet ? ParameterUse.EverySet : set.Key, set => set.Value)
                    .Select(uses => new ParameterUse(
                        0,
                        uses.Key,
                        uses.First().Position == int.MinValue ? null : uses.First().Position,
                        uses.First().IsMandatory,
                        uses.Any(use => use.ValueFromPipeline),
                        uses.Any(use => use.ValueFromPipelineByPropertyName)
                    )),
            ],
        };
    }

    private static string[] AcceptedValues(ParameterMetadata parameter, Type type)
    {
        Type element = WithoutNullable(type.GetElementType() ?? type);
        IEnumerable<string>? set =
            parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault()?.ValidValues
            ?? parameter.Attributes.OfType<ValidateSchedulerFlagAttribute>().FirstOrDefault()?.ValidValues;
        return set is not null ? [.. set]
            : element.IsEnum ? Enum.GetNames(element)
            : [];
    }

    /// <summary>Whether a parameter is for the objects of the pipeline alone, and has no place in the help.</summary>
    public static bool IsHidden(ParameterMetadata parameter) =>
        parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private static Type WithoutNullable(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
