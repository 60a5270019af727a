namespace IpvsPS.Commands;

/// <summary>
/// The parameter sets of a command that takes plain values and whole objects from the pipeline. PowerShell looks up every parameter that
/// binds by property name twice for each item, also for a string, which has no such property. So the default set is that of a value: its
/// one parameter binds the value as a whole, no other binds from the pipeline, and PowerShell looks no further. An object is no such
/// value, and binds by its properties in the other set.
/// </summary>
/// <remarks>
/// A parameter that can be typed is in both sets, and in the first it does not bind from the pipeline. All properties of an object bind
/// in one go only if none needs PowerShell's own conversion: after that go PowerShell is in the default set. So each parameter has an
/// attribute that converts it, and a test holds that.
/// </remarks>
internal static class PipedSets
{
    /// <summary>A text, an IPAddress or an IPEndPoint of the pipeline, and the command line alone.</summary>
    public const string Value = "Value";

    /// <summary>An object of the pipeline, by the names of its properties.</summary>
    public const string Object = "Object";
}
