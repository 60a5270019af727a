using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>
/// A whole number within bounds, or none. ValidateRange refuses null, which a piped object's empty property binds.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateOptionalRangeAttribute : ValidateArgumentsAttribute
{
    /// <summary>Makes the check.</summary>
    /// <param name="minimum">The smallest number.</param>
    /// <param name="maximum">The largest number.</param>
    public ValidateOptionalRangeAttribute(long minimum, long maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The smallest number.</summary>
    public long Minimum { get; }

    /// <summary>The largest number.</summary>
    public long Maximum { get; }

    /// <summary>Refuses a number out of bounds.</summary>
    /// <param name="arguments">The parameter's value.</param>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <exception cref="ValidationMetadataException">The number is out of bounds.</exception>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not null && LanguagePrimitives.ConvertTo<long>(arguments) is var number && (number < Minimum || number > Maximum))
        {
            throw new ValidationMetadataException($"{number} is not a number from {Minimum} to {Maximum}.");
        }
    }
}
