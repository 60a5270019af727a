using System.Text.RegularExpressions;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>What is wrong with the definition of a check.</summary>
public enum HealthCheckProblem
{
    /// <summary>Rise is below 1.</summary>
    RiseInvalid,

    /// <summary>Fall is below 1.</summary>
    FallInvalid,

    /// <summary>The time-out is not above zero.</summary>
    TimeoutInvalid,

    /// <summary>The interval is shorter than the time-out.</summary>
    IntervalTooShort,

    /// <summary>A port is not 1 to 65535.</summary>
    PortInvalid,

    /// <summary>The expression is none, or has what takes for ever: it must go without looking back.</summary>
    MatchInvalid,

    /// <summary>The status codes are neither codes nor ranges of them.</summary>
    StatusCodeInvalid,

    /// <summary>A script check has no path.</summary>
    ScriptPathMissing,

    /// <summary>Bytes are not in hexadecimal.</summary>
    PayloadInvalid,
}

/// <summary>Checks the definition of a check before anything is started with it.</summary>
public static class HealthCheckRules
{
    /// <summary>The first rule that a definition breaks.</summary>
    /// <param name="check">The definition.</param>
    /// <returns>What is wrong and the property that is, or null.</returns>
    public static (HealthCheckProblem Problem, string Field)? Check(IpvsHealthCheck check)
    {
        if (check.Rise < 1 || check.Fall < 1)
        {
            return check.Rise < 1
                ? (HealthCheckProblem.RiseInvalid, nameof(check.Rise))
                : (HealthCheckProblem.FallInvalid, nameof(check.Fall));
        }

        if (check.Timeout <= TimeSpan.Zero || check.Interval < check.Timeout)
        {
            return check.Timeout <= TimeSpan.Zero
                ? (HealthCheckProblem.TimeoutInvalid, nameof(check.Timeout))
                : (HealthCheckProblem.IntervalTooShort, nameof(check.Interval));
        }

        return check.Port is < 1 or > ushort.MaxValue ? (HealthCheckProblem.PortInvalid, nameof(check.Port))
            : check.SourcePort is < 1 or > ushort.MaxValue ? (HealthCheckProblem.PortInvalid, nameof(check.SourcePort))
            : CheckContent(check);
    }

    /// <summary>Reads <c>200-299,301</c>.</summary>
    /// <param name="text">The codes and ranges of them; null for any code.</param>
    /// <returns>The ranges, both ends included, or null where the text is none.</returns>
    public static IReadOnlyList<(int Least, int Most)>? ReadStatusCodes(string? text)
    {
        var ranges = new List<(int, int)>();
        foreach (string part in (text ?? "100-599").Split(','))
        {
            string[] ends = part.Split('-');
            if (
                ends.Length > 2
                || !int.TryParse(ends[0], out int least)
                || !int.TryParse(ends[^1], out int most)
                || least < 100
                || most > 599
                || least > most
            )
            {
                return null;
            }

            ranges.Add((least, most));
        }

        return ranges;
    }

    /// <summary>The expression of a check, made so that it takes a time in proportion to the answer's length.</summary>
    /// <exception cref="ArgumentException">It is no expression.</exception>
    /// <exception cref="NotSupportedException">It looks back or around, which can take for ever.</exception>
    internal static Regex ToRegex(string match) => new(match, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static (HealthCheckProblem, string)? CheckContent(IpvsHealthCheck check)
    {
        if (ReadStatusCodes(check.StatusCode) is null)
        {
            return (HealthCheckProblem.StatusCodeInvalid, nameof(check.StatusCode));
        }

        if (check.Kind == IpvsHealthCheckKind.Script && string.IsNullOrEmpty(check.ScriptPath))
        {
            return (HealthCheckProblem.ScriptPathMissing, nameof(check.ScriptPath));
        }

        if (check.Payload is { } payload && (payload.Length % 2 != 0 || !payload.All(char.IsAsciiHexDigit)))
        {
            return (HealthCheckProblem.PayloadInvalid, nameof(check.Payload));
        }

        try
        {
            _ = check.Match is null ? null : ToRegex(check.Match);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (HealthCheckProblem.MatchInvalid, nameof(check.Match));
        }
    }
}
