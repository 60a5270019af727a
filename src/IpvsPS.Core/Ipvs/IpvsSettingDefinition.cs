using System.Globalization;

namespace IpvsPS.Ipvs;

/// <summary>What a setting holds.</summary>
public enum IpvsSettingKind
{
    /// <summary>0 for off, anything else for on.</summary>
    Switch,

    /// <summary>A number of 32 bits.</summary>
    Number,

    /// <summary>A number as long as the machine's.</summary>
    LongNumber,

    /// <summary>Two numbers of 32 bits.</summary>
    Pair,

    /// <summary>Any text; also what this module has no definition of.</summary>
    Text,
}

/// <summary>
/// What is known of a setting. The range is what has a meaning: the kernel takes several values outside and then
/// bends or ignores them.
/// </summary>
public sealed record IpvsSettingDefinition(
    string Name,
    IpvsSettingKind Kind,
    string Description,
    long Minimum = 0,
    long Maximum = int.MaxValue
)
{
    /// <summary>The values in words: <c>a number from 0 to 3</c>.</summary>
    public string Values =>
        Kind switch
        {
            IpvsSettingKind.Switch => "true or false, or 1 or 0",
            IpvsSettingKind.Pair => "two numbers, 0 or more, the first below the second unless that is 0, such as 3, 50",
            IpvsSettingKind.Text => "text",
            _ when Maximum >= int.MaxValue => string.Create(CultureInfo.InvariantCulture, $"a number, {Minimum} or more"),
            _ => string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}"),
        };
}
