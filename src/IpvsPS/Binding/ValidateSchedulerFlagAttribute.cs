using System.Management.Automation;
using IpvsPS.Ipvs;

namespace IpvsPS.Binding;

/// <summary>
/// Names of scheduler flags. With ValidateSet, PowerShell would complete all of them, and never ask the completer for those of the
/// scheduler typed so far.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateSchedulerFlagAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <summary>The names.</summary>
    public IList<string> ValidValues => IpvsFlags.SchedulerFlagNames;

    /// <summary>Refuses what is no flag's name.</summary>
    /// <param name="element">One name.</param>
    /// <exception cref="ValidationMetadataException">It is none.</exception>
    protected override void ValidateElement(object element)
    {
        if (!ValidValues.Contains(LanguagePrimitives.ConvertTo<string>(element), StringComparer.OrdinalIgnoreCase))
        {
            throw new ValidationMetadataException($"'{element}' is no scheduler flag: they are {string.Join(", ", ValidValues)}.");
        }
    }
}
