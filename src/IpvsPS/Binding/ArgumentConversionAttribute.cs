using System.Globalization;
using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>
/// Converts what is given to a parameter: a typed argument, an object of the pipeline as a whole, or its property.
/// PowerShell does so by itself too, but drops a piped object's property that it cannot convert: the object would be worked
/// on without it. Here that is an error of the object. An object as a whole that does not convert is known by its
/// properties; PowerShell tries the whole first, so that strings, IPAddress and IPEndPoint never bind by their members.
/// </summary>
/// <param name="type">The parameter's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ArgumentConversionAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary>The parameter's type.</summary>
    public Type Type { get; } = type;

    private Type ElementType => Type.GetElementType() ?? Type;

    /// <summary>The type without the question mark, whose assembly and words are looked at.</summary>
    private Type ValueType => Nullable.GetUnderlyingType(ElementType) ?? ElementType;

    /// <summary>One word of a list that knows no sums.</summary>
    private bool IsOneWord => !Type.IsArray && ValueType.IsEnum && !ValueType.IsDefined(typeof(FlagsAttribute), inherit: false);

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

        if (ElementType == typeof(string) || given is null || Type.IsInstanceOfType(given))
        {
            return inputData;
        }

        if (IsNamespaceForItsPlace(inputData))
        {
            return Array.CreateInstance(ElementType, 0);
        }

        if (IsKnownByItsProperties(given))
        {
            return new Unfit(inputData!, ElementType);
        }

        try
        {
            return Convert(given, inputData!);
        }
        catch (PSInvalidCastException e)
        {
            // With this inner exception PowerShell goes on where the object as a whole was tried, and stops at a property.
            throw new ArgumentTransformationMetadataException(Reason(e), e);
        }
    }

    /// <summary>Converts what is neither null, nor empty, nor of the type already.</summary>
    /// <param name="given">What is given, without its PSObject.</param>
    /// <param name="inputData">What is given.</param>
    /// <returns>A value of the parameter's type.</returns>
    /// <exception cref="PSInvalidCastException">It cannot be converted.</exception>
    private protected virtual object Convert(object given, object inputData) =>
        given switch
        {
            string word when Type == typeof(SwitchParameter) => ToSwitch(word),

            // An IPAddress has a family too, by the numbers of another table.
            System.Net.Sockets.AddressFamily family when Type == typeof(AddressFamily?) => family switch
            {
                System.Net.Sockets.AddressFamily.InterNetwork => AddressFamily.IPv4,
                System.Net.Sockets.AddressFamily.InterNetworkV6 => AddressFamily.IPv6,
                _ => throw new PSInvalidCastException($"IPVS knows IPv4 and IPv6, not {family}."),
            },

            // PowerShell adds the numbers of several up: Tls and Http would be Https.
            System.Collections.IList { Count: > 1 } several when IsOneWord => throw Several(string.Join(", ", several.Cast<object>())),
            string words when IsOneWord && words.Contains(',', StringComparison.Ordinal) => throw Several(words),

            // Also a row that was a namespace before it went through a file or a job.
            _ when Type == typeof(NetNamespaceArgument) => ToNetNamespace(inputData),

            // A link may be called 1, and whoever types that gives a number.
            int or long when ElementType == typeof(NameArgument) => LanguagePrimitives.ConvertTo(
                $"{inputData}",
                Type,
                CultureInfo.InvariantCulture
            ),
            _ => LanguagePrimitives.ConvertTo(inputData, Type, CultureInfo.InvariantCulture),
        };

    /// <summary>
    /// Whether a network namespace was piped to a parameter of addresses or names. It says where, through -NetNamespace, and
    /// not what: without this its name would bind as the name of a link.
    /// </summary>
    private bool IsNamespaceForItsPlace(object? input) =>
        Type.IsArray && ElementType.Namespace == typeof(NameArgument).Namespace && NetNamespaceArgument.IsNamespace(input);

    /// <summary>
    /// Whether an object as a whole is no endpoint for sure. Most that are piped are such: an exception for each would take longer
    /// than all the rest, and PowerShell asks twice.
    /// </summary>
    private bool IsKnownByItsProperties(object given) =>
        Type == typeof(EndpointArgument[]) && given is PSCustomObject or Objects.ServicePart;

    /// <summary>The words of the module's own types, which PowerShell wraps twice: they name the value and say what to write.</summary>
    private string Reason(PSInvalidCastException error)
    {
        System.Reflection.Assembly assembly = ValueType.Assembly;
        bool isOwn = assembly == typeof(InetEndpoint).Assembly || assembly == typeof(NameArgument).Assembly;
        return isOwn && Innermost(error) is { } reason ? reason.Message : error.Message;
    }

    /// <summary>The reason of the module's own types; null where there is none.</summary>
    internal static FormatException? Innermost(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is FormatException reason)
            {
                return reason;
            }
        }

        return null;
    }

    private PSInvalidCastException Several(string words) =>
        new($"'{words}' are several, and one belongs here: {string.Join(", ", Enum.GetNames(ValueType))}.");

    private static NetNamespaceArgument ToNetNamespace(object inputData)
    {
        try
        {
            return NetNamespaceArgument.FromObject(inputData)
                ?? throw new FormatException($"'{inputData}' is no network namespace: give a name, a path, a process id or a namespace.");
        }
        catch (FormatException e)
        {
            throw new PSInvalidCastException(e.Message, e);
        }
    }

    /// <summary>PowerShell takes no text for a switch, and a CSV file has nothing else.</summary>
    internal static SwitchParameter ToSwitch(string word) =>
        bool.TryParse(word, out bool isOn)
            ? isOn
            : throw new PSInvalidCastException($"Cannot convert value \"{word}\" to a switch. Write True or False, or leave it empty.");

    /// <summary>An object that PowerShell cannot convert: an error for a typed argument, and passed over as a piped one.</summary>
    private sealed class Unfit(object given, Type type)
    {
        public override string ToString() => throw new PSInvalidCastException($"Cannot convert \"{given}\" to type \"{type}\".");
    }

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
