using System.Management.Automation;

namespace IpvsPS.UnitTests.Views;

/// <summary>Objects of one type to be shown together, and the name of the files that hold how.</summary>
internal sealed record ViewSample(string Name, params object[] Objects)
{
    /// <summary>The first type name that a view can be for.</summary>
    public string TypeName => PSObject.AsPSObject(Objects[0]).TypeNames[0];
}
