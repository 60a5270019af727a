using System.Collections;
using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>
/// Converts what is given to -NetNamespace. An empty text is kept: on an object of the pipeline it says that the object
/// came from the home namespace.
/// </summary>
public sealed class NetNamespaceConversionAttribute() : ArgumentConversionAttribute(typeof(NetNamespaceArgument[]))
{
    /// <summary>Whether texts are names under /run/netns, taken as they are: the command says what is wrong with one, and goes on with the
    /// others.</summary>
    public bool TakesNames { get; init; }

    /// <summary>Whether nothing of an object is looked at but what a network namespace has: any other object is an error.</summary>
    public bool IsWholeObject { get; init; }

    /// <summary>Converts one or more namespaces.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A name, a path, a process id, a namespace, a row that was one, or several of them.</param>
    /// <returns>The namespaces; null for null.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">One of them is no namespace.</exception>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is null or NetNamespaceArgument[])
        {
            return given;
        }

        return given is IEnumerable several and not string and not IDictionary
            ? several.Cast<object?>().Select(Convert).ToArray()
            : new[] { Convert(inputData) };
    }

    private NetNamespaceArgument Convert(object? input)
    {
        try
        {
            object? given = (input as PSObject)?.BaseObject ?? input;
            return TakesNames && given is string text
                ? NetNamespaceArgument.OfName(text)
                : NetNamespaceArgument.FromObject(input)
                    ?? throw new FormatException($"'{input}' is no network namespace: give a name, a path, a process id or a namespace.");
        }
        catch (FormatException e)
        {
            // Only with this inner exception PowerShell goes on to the properties of the object.
            bool isEnd = IsWholeObject || NetNamespaceArgument.IsNamespace(input);
            throw new ArgumentTransformationMetadataException(e.Message, isEnd ? e : new PSInvalidCastException(e.Message, e));
        }
    }
}
