using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Takes an object that was a configuration for one; everything else stays what it is, and does not bind.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigurationConversionAttribute : ArgumentTransformationAttribute
{
    /// <summary>Converts a configuration.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">The argument.</param>
    /// <returns>The configuration, or the argument.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It was a configuration, and a part of it cannot be.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return ConfigurationObject.IsConfiguration(inputData) ? ConfigurationObject.Read(inputData!) : inputData;
        }
        catch (CommandException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
