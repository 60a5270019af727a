namespace IpvsPS.Kubernetes;

/// <summary>Ends one attempt to list or to watch.</summary>
internal sealed class WatchFault(WatchTroubleCode code, string value) : Exception($"{code} {value}")
{
    public WatchTroubleCode Code { get; } = code;

    public string Value { get; } = value;
}
