using System.Globalization;
using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>
/// Converts what is given to a parameter. PowerShell does so by itself too, but drops a piped object's property that it
/// cannot convert: the object would be worked on without it. Here that is an error of the object.
/// </summary>
/// <param name="type">The parameter's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ArgumentConversionAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary>The parameter's type.</summary>
    public Type Type { get; } = type;

    /// <summary>Converts a typed argument, a piped object or its property.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">What is given.</param>
    /// <returns>A value of the parameter's type; an empty text becomes none, as of an empty cell of a CSV file.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It cannot be converted.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is string { Length: 0 })
        {
            return NotGiven.Instance;
        }

        bool isText = (Type.GetElementType() ?? Type) == typeof(string);
        if (isText || given is null || Type.IsInstanceOfType(given))
        {
            return inputData;
        }

        try
        {
            return Type == typeof(SwitchParameter) && given is string word ? ToSwitch(word) : LanguagePrimitives.ConvertTo(inputData, Type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException e)
        {
            // With this inner exception PowerShell goes on where the object as a whole was tried, and stops at a property.
            throw new ArgumentTransformationMetadataException(Reason(e), e);
        }
    }

    /// <summary>The words of the module's own types, which PowerShell wraps twice: they name the value and say what to write.</summary>
    private string Reason(PSInvalidCastException error) =>
        (Type.GetElementType() ?? Type).Assembly == typeof(InetEndpoint).Assembly && error.GetBaseException() is FormatException reason
            ? reason.Message
            : error.Message;

    /// <summary>PowerShell takes no text for a switch, and a CSV file has nothing else.</summary>
    private static SwitchParameter ToSwitch(string word) => bool.TryParse(word, out bool isOn)
        ? isOn
        : throw new PSInvalidCastException($"Cannot convert value \"{word}\" to a switch. Write True or False, or leave it empty.");

    /// <summary>
    /// What PowerShell cannot convert: an error for a typed argument, and passed over in an object. It would make 0 of an
    /// empty text where a number belongs: a weight of 0, and port 0.
    /// </summary>
    private sealed class NotGiven
    {
        public static readonly NotGiven Instance = new();

        public override string ToString() => throw new PSInvalidCastException("An empty text is no value here.");
    }
}
