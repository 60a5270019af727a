using System.Globalization;

namespace IpvsPS;

/// <summary>A number with what it counts, for texts: 1 change, 2 changes.</summary>
public static class Quantity
{
    /// <summary>The number and the noun, as <c>2 changes</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The noun for one of it.</param>
    /// <param name="many">The noun for any other number, where that is not the first with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";
}
