using System.Globalization;
using System.Text.Json;

namespace IpvsPS.State;

/// <summary>The sentences for what is wrong with a check.</summary>
public static class HealthCheckText
{
    /// <summary>Says what is wrong, and what to write instead.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="field">The property that is.</param>
    /// <param name="check">The definition.</param>
    /// <param name="name">What the reader calls a property.</param>
    /// <returns>A sentence.</returns>
    public static string Describe(HealthCheckProblem problem, string field, IpvsHealthCheck check, Func<string, string> name)
    {
        string named = name(field);
        object? value = HealthCheckField.Find(field).Get(check);
        string given = value is TimeSpan time ? $"{time.TotalSeconds} s" : $"{value}";
        return problem switch
        {
            HealthCheckProblem.RiseInvalid or HealthCheckProblem.FallInvalid =>
                $"{named} is 1 or more, not {given}: a count of probes in a row.",
            HealthCheckProblem.TimeoutInvalid => $"{named} is more than 0 seconds, not {given}.",
            HealthCheckProblem.IntervalTooShort =>
                $"{named} is {given}, and shorter than {name(nameof(check.Timeout))}, {check.Timeout.TotalSeconds} s: "
                    + "a probe would begin before the last one has ended. Make one longer or the other shorter.",
            HealthCheckProblem.FastIntervalInvalid =>
                $"{named} is more than 0 and at most {name(nameof(check.Interval))}, {check.Interval.TotalSeconds} s, not {given}.",
            HealthCheckProblem.PortInvalid => $"{named} is 1 to 65535, not {given}.",
            HealthCheckProblem.MatchInvalid =>
                $"{named} '{given}' is no expression that takes a limited time: close every bracket, and leave out back references and "
                    + "looking around, which are not for checks.",
            HealthCheckProblem.NameInvalid =>
                $"{named} '{given}' is no name of a host: it is not empty and has no spaces, no ends of lines and no empty part.",
            HealthCheckProblem.MatchMissing => $"{named} needs {name(nameof(check.Match))}: the expression that the answer must not match.",
            HealthCheckProblem.StatusCodeInvalid =>
                $"{named} '{given}' is neither codes nor ranges of them: write 200-299,301, from 100 to 599.",
            HealthCheckProblem.ScriptPathMissing => $"a check of kind Script needs {named}: the path of the script or program.",
            HealthCheckProblem.PayloadInvalid => $"{named} '{given}' is not in hexadecimal digits, two for a byte, such as 0d0a.",
            HealthCheckProblem.FieldNotOfKind =>
                $"a check of kind {check.Kind} does not use {named}: leave it out, or choose {Kinds(field)}.",
            HealthCheckProblem.PathInvalid =>
                $"{named} '{given}' is no path of a request: it begins with / and has no spaces, such as /healthz.",
            HealthCheckProblem.WordInvalid => $"{named} '{given}' is none of {Words(field)}.",
            HealthCheckProblem.HeaderInvalid =>
                $"{named} '{given}' is no header: write the name, a colon and the value, such as X-Probe: 1.",
            HealthCheckProblem.BodyHashInvalid => $"{named} '{given}' is no MD5 hash: it has 32 hexadecimal digits.",
            HealthCheckProblem.NameTooLong => $"{named} is too long: {Longest(field)}.",
            HealthCheckProblem.ReplyLengthInvalid =>
                $"{named} is 0 or more and at most {name(nameof(check.MostReplyLength))}, which is at most 65535; they are "
                    + $"{check.LeastReplyLength} and {check.MostReplyLength}.",
            HealthCheckProblem.VerificationMissing =>
                $"{named} needs {name(nameof(check.VerifyCertificate))}: without it every certificate passes.",
            HealthCheckProblem.PathNotFull => $"{named} '{given}' is no full path, which begins with /.",
            HealthCheckProblem.FamilyMismatch =>
                $"{named} {given} is of another address family than {name(nameof(check.Address))} {check.Address}.",
            _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
        };
    }

    /// <summary>A check as JSON on one line, with what is not by default. Equal checks have equal texts.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Such as <c>{ "kind": "Tcp", "port": 80 }</c>.</returns>
    public static string Format(IpvsHealthCheck check)
    {
        IEnumerable<string> parts = HealthCheckField
            .All.Where(field => field.Value == HealthCheckValue.Kind || field.IsSet(check))
            .Select(field => $"\"{field.Key}\": {Value(field, check)}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string Value(HealthCheckField field, IpvsHealthCheck check) =>
        field.Get(check) switch
        {
            // Any code passes.
            null => "\"100-599\"",
            bool isOn => isOn ? "true" : "false",
            TimeSpan time => Number(time.TotalSeconds)!,
            int or uint => Number(field.Get(check))!,
            string lines when field.Value == HealthCheckValue.Lines => $"[{string.Join(", ", lines.Split('\n').Select(Quote))}]",
            var text => Quote($"{text}"),
        };

    private static string Kinds(string field) => string.Join(" or ", HealthCheckField.Find(field).Kinds ?? []);

    private static string Words(string field) =>
        field switch
        {
            nameof(IpvsHealthCheck.HttpVersion) => "1.0, 1.1 and 2.0",
            nameof(IpvsHealthCheck.QueryType) => string.Join(", ", HealthCheckRules.QueryTypes.Keys),
            _ => "the methods of HTTP, such as GET and HEAD",
        };

    private static string Longest(string field) =>
        field switch
        {
            nameof(IpvsHealthCheck.QueryName) => "a name of DNS has 253 letters, and 63 between two dots",
            nameof(IpvsHealthCheck.Link) => "the name of a link has 15 bytes at most",
            _ => "it has 127 bytes at most",
        };

    private static string? Number(object? number) => Convert.ToString(number, CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
