namespace IpvsPS.Binding;

/// <summary>
/// What becomes of a piped object with something that does not convert. PowerShell looks at an object several times, and only where it
/// converts by itself the last time is it told what does not fit. A command of two parameter sets must say so at once: PowerShell looks
/// once at the properties in the set of objects, and the rest would be done without the one that does not fit.
/// </summary>
public enum Misfit
{
    /// <summary>PowerShell goes on, and says it the last time.</summary>
    GoesOn,

    /// <summary>The binding ends with an error, unless it may be an object as a whole, which is known by its properties.</summary>
    EndsUnlessObject,

    /// <summary>The binding ends with an error.</summary>
    Ends,
}
