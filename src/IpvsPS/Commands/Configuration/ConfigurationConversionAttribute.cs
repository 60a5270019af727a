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
    /// <exception cref="ArgumentTransformationMetadataException">It was a configuration, and a part of it cannot be; or it is the text
    /// of one.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (IsText(inputData))
        {
            // PowerShell's own words would repeat the whole text. With this inner exception it goes on where a path was piped.
            var reason = new PSInvalidCastException("This is text, and no configuration: ConvertTo-IpvsConfiguration makes one of it.");
            throw new ArgumentTransformationMetadataException(reason.Message, reason);
        }

        try
        {
            return ConfigurationObject.IsConfiguration(inputData) ? ConfigurationObject.Read(inputData!) : inputData;
        }
        catch (CommandException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>Whether it is a text, or the lines of one as Get-Content gives them.</summary>
    private static bool IsText(object? given) =>
        ((given as PSObject)?.BaseObject ?? given) is string or string[] or object[] and [string or PSObject { BaseObject: string }, ..];
}
