using System.Collections;
using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>
/// Converts what is given to -NetNamespace. An empty text is kept: on an object of the pipeline it says that the object
/// came from the home namespace.
/// </summary>
public sealed class NetNamespaceConversionAttribute() : ArgumentConversionAttribute(typeof(NetNamespaceArgument[]))
{
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

    private static NetNamespaceArgument Convert(object? input)
    {
        try
        {
            return NetNamespaceArgument.FromObject(input)
                ?? throw new FormatException($"'{input}' is no network namespace: give a name, a path, a process id or a namespace.");
        }
        catch (FormatException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, new PSInvalidCastException(e.Message, e));
        }
    }
}
