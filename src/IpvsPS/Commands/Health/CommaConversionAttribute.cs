using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Puts commas between the members of a list: without quotes PowerShell reads <c>200,301</c> as two numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CommaConversionAttribute : ArgumentTransformationAttribute
{
    /// <summary>Joins a list.</summary>
    /// <param name="engineIntrinsics">Not used.</param>
    /// <param name="inputData">One value, or several.</param>
    /// <returns>The value, or the text of all of them.</returns>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Join(inputData);

    /// <summary>Joins a list.</summary>
    /// <param name="value">One value, or several.</param>
    /// <returns>The value, or the text of all of them.</returns>
    internal static object Join(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is System.Collections.IList several
            ? string.Join(',', several.Cast<object?>())
            : value;
}
