using System.Text;
using System.Text.Json;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>Where a list goes on; its text says nothing to whoever hands it back.</summary>
/// <param name="Version">The version of the list.</param>
/// <param name="After">The key of the last object of the page.</param>
internal sealed record ApiContinue(long Version, string After)
{
    /// <summary>Reads one; null where it is none.</summary>
    public static ApiContinue? Read(string text)
    {
        try
        {
            string padded = text.PadRight((text.Length + 3) / 4 * 4, '=').Replace('-', '+').Replace('_', '/');
            using JsonDocument document = JsonDocument.Parse(Convert.FromBase64String(padded));
            return new ApiContinue(
                document.RootElement.GetProperty("rv").GetInt64(),
                document.RootElement.GetProperty("start").GetString()!
            );
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    public override string ToString() =>
        Convert
            .ToBase64String(Encoding.UTF8.GetBytes($$"""{"v":"meta.k8s.io/v1","rv":{{Version}},"start":"{{After}}"}"""))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
}
