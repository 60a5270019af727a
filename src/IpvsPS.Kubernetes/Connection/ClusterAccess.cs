namespace IpvsPS.Kubernetes;

/// <summary>Where an API server is and how it is known.</summary>
/// <param name="Server">Its address.</param>
internal sealed record ClusterAccess(Uri Server)
{
    /// <summary>Gives the authority's certificates as PEM each time they are needed; null for those of the machine.</summary>
    public Func<string>? Authority { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>The name that the certificate must have; empty for that of the address.</summary>
    public string ServerName { get; init; } = string.Empty;

    /// <summary>The proxy on the way; null for that of the environment.</summary>
    public Uri? Proxy { get; init; }

    public ApiCredential Credential { get; init; } = new();
}
