using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.Binding;
using IpvsPS.Help;

namespace IpvsPS.UnitTests.Help;

/// <summary>What Get-Command knows of a cmdlet, in the words of its page.</summary>
internal sealed class CmdletFacts(CmdletInfo cmdlet)
{
    private static readonly HashSet<string> Common =
    [
        .. Cmdlet.CommonParameters,
        .. Cmdlet.OptionalCommonParameters.Except(["WhatIf", "Confirm"]),
    ];

    public IReadOnlyList<string> SetNames { get; } = [.. cmdlet.ParameterSets.Select(set => set.Name)];

    public IReadOnlyList<PageSyntax> Syntax { get; } =
    [.. cmdlet.ParameterSets.Select(set => new PageSyntax(0, set.Name, set.IsDefault, WithoutHidden(cmdlet, $"{cmdlet.Name} {set}"), []))];

    public IReadOnlyList<PageParameter> Parameters { get; } =
    [
        .. cmdlet
            .Parameters.Values.Where(parameter => !Common.Contains(parameter.Name) && !IsHidden(parameter))
            .OrderBy(parameter => parameter.Name)
            .Select(Describe),
    ];

    /// <summary>Get-Command shows hidden parameters too; they only see what an object of the pipeline has.</summary>
    private static string WithoutHidden(CmdletInfo cmdlet, string syntax) =>
        cmdlet
            .Parameters.Values.Where(IsHidden)
            .Aggregate(syntax, (text, parameter) => Regex.Replace(text, $@" \[-{parameter.Name} <[^>]*>\]", string.Empty));

    private static PageParameter Describe(ParameterMetadata parameter)
    {
        Type type = WithoutNullable(parameter.ParameterType);
        return new PageParameter(0, parameter.Name, string.Empty, type.FullName!)
        {
            SupportsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = parameter.Aliases,
            AcceptedValues = AcceptedValues(parameter, type),
            Uses =
            [
                .. parameter.ParameterSets.Select(set => new ParameterUse(
                    0,
                    set.Key,
                    set.Value.Position == int.MinValue ? null : set.Value.Position,
                    set.Value.IsMandatory,
                    set.Value.ValueFromPipeline,
                    set.Value.ValueFromPipelineByPropertyName
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
