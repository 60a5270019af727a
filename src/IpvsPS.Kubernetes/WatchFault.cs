using System.Globalization;
using System.Net;

namespace IpvsPS.Kubernetes;

/// <summary>Ends one attempt to list or to watch.</summary>
internal sealed class WatchFault(WatchTroubleCode code, string value, string words = "") : Exception($"{code} {value}")
{
    public WatchTroubleCode Code { get; } = code;

    public string Value { get; } = value;

    /// <summary>What the server itself says of it; empty where it says nothing.</summary>
    public string Words { get; } = words;

    /// <summary>How long the server asks to be left alone; 0 where it does not.</summary>
    public TimeSpan RetryAfter { get; private init; }

    /// <summary>What a refusal of the server means for a watch.</summary>
    public static WatchFault Of(ApiStatus status) =>
        status.Code == (int)HttpStatusCode.Gone
            ? new WatchFault(WatchTroubleCode.Expired, string.Empty, status.Words)
            : new WatchFault(WatchTroubleCode.Refused, status.Code.ToString(CultureInfo.InvariantCulture), status.Words)
            {
                RetryAfter = status.RetryAfter,
            };
}
