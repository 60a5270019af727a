using System.Globalization;
using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>Makes a text of what is given; an empty one stays, and means the default as it does where it is typed.</summary>
public sealed class TextConversionAttribute() : ArgumentConversionAttribute(typeof(string))
{
    /// <summary>Converts what is no text.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">What is given.</param>
    /// <returns>A text, or null for null.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given is null or string ? given : LanguagePrimitives.ConvertTo(inputData, typeof(string), CultureInfo.InvariantCulture);
    }
}
