using System.Runtime.CompilerServices;

namespace IpvsPS;

/// <summary>How methods are compiled that run once for each row of a table.</summary>
internal static class Compile
{
    /// <summary>
    /// With all optimizations at once. The runtime compiles a method without them first, and again when it has run often and nothing
    /// new has been compiled for a tenth of a second: a script that reads one large table has ended by then.
    /// </summary>
    public const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}
