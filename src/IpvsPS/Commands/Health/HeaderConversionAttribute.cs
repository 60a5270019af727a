using System.Collections;
using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Takes a table of headers too, as Invoke-WebRequest does.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeaderConversionAttribute : ArgumentTransformationAttribute
{
    /// <summary>Makes texts of a table.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A table, or texts.</param>
    /// <returns>A text for each header of a table; anything else as it is.</returns>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Lines(inputData);

    /// <summary>The headers of a table by their names, so that equal tables make equal checks; anything else as it is.</summary>
    internal static object Lines(object given)
    {
        if ((given is PSObject wrapped ? wrapped.BaseObject : given) is not IDictionary table)
        {
            return given;
        }

        var lines = new List<string>();
        foreach (DictionaryEntry entry in table)
        {
            lines.Add($"{entry.Key}: {entry.Value}");
        }

        lines.Sort(StringComparer.Ordinal);
        return lines.ToArray();
    }
}
