using System.Collections;
using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>Reads scheduler flags from a list, or from one text with commas between them, as objects show them.</summary>
public sealed class SchedulerFlagConversionAttribute() : ArgumentConversionAttribute(typeof(string[]))
{
    /// <summary>Converts flags.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">A list, or a text.</param>
    /// <returns>The flags, one each.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is null or string { Length: 0 })
        {
            return base.Transform(engineIntrinsics, inputData);
        }

        IEnumerable<object?> texts = given is IEnumerable several and not string ? several.Cast<object?>() : [given];
        return texts
            .SelectMany(text => $"{text}".Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToArray();
    }
}
