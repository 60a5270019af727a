using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Refuses a text of which no Uri can be made, in words that say what to write.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ServerConversionAttribute : ArgumentTransformationAttribute
{
    /// <summary>Leaves what is given as it is.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">The address of a server.</param>
    /// <returns>It.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It is a text that is no Uri.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given is string text && !Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _)
            ? throw new ArgumentTransformationMetadataException($"'{text}' is no address of a server: write https://10.0.0.1:6443.")
            : inputData;
    }
}
