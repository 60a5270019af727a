using System.Text;
using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>What a server says with a refusal: the Status object of Kubernetes, or the first line of what else it sent.</summary>
/// <param name="Code">The number, such as 403.</param>
/// <param name="Words">Its own words: the message, and the reason and causes where the message does not have them.</param>
internal sealed record ApiStatus(int Code, string Words)
{
    /// <summary>How long the server asks to be left alone, by Retry-After; 0 where it does not.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Of a longer answer no more is read.</summary>
    private const int LongestBody = 16 << 10;

    /// <summary>Of what is no Status no more is shown.</summary>
    private const int LongestLine = 200;

    /// <summary>Reads what came with a refusal; a body that does not come or breaks off has no words.</summary>
    public static async Task<ApiStatus> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        int code = (int)answer.StatusCode;
        TimeSpan pause = answer.Headers.RetryAfter switch
        {
            { Delta: { } time } => time,
            { Date: { } end } => end - DateTimeOffset.UtcNow,
            _ => TimeSpan.Zero,
        };
        try
        {
            using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            byte[] body = new byte[LongestBody];
            int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return new ApiStatus(code, Read(body.AsMemory(0, length))) { RetryAfter = pause };
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return new ApiStatus(code, string.Empty) { RetryAfter = pause };
        }
    }

    /// <summary>Reads the Status of an event.</summary>
    public static ApiStatus Of(JsonElement status) =>
        new(
            JsonFields.Member(status, "code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int code) ? code : 0,
            WordsOf(status)
        );

    private static string Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return WordsOf(document.RootElement);
        }
        catch (JsonException)
        {
            string line = Encoding.UTF8.GetString(body.Span).Trim().Split('\n')[0].Trim();
            return line.Length > LongestLine ? line[..LongestLine] : line;
        }
    }

    private static string WordsOf(JsonElement status)
    {
        var words = new StringBuilder(JsonFields.Text(status, "message"));
        JsonElement details = JsonFields.Member(status, "details");
        foreach (JsonElement cause in JsonFields.Items(details, "causes"))
        {
            Add(words, $"{JsonFields.Text(cause, "field")} {JsonFields.Text(cause, "message")}".Trim());
        }

        Add(words, JsonFields.Text(status, "reason"));
        return words.ToString();
    }

    private static void Add(StringBuilder words, string more)
    {
        if (more.Length > 0 && !words.ToString().Contains(more, StringComparison.OrdinalIgnoreCase))
        {
            words.Append(words.Length > 0 ? $" ({more})" : more);
        }
    }
}
