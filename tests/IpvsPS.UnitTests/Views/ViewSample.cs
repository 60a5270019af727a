using System.Management.Automation;
using IpvsPS.Objects;

namespace IpvsPS.UnitTests.Views;

/// <summary>Objects of one type to be shown together, and the name of the files that hold how.</summary>
internal sealed class ViewSample(string name, params object[] objects)
{
    /// <summary>The beginning of the files' names.</summary>
    public string Name { get; } = name;

    /// <summary>The objects as cmdlets write them.</summary>
    public object[] Objects { get; } = [.. objects.Select(item => ModuleObject.Of(item)!)];

    /// <summary>The first type name that a view can be for.</summary>
    public string TypeName => PSObject.AsPSObject(Objects[0]).TypeNames[0];
}
