namespace IpvsPS.Kubernetes;

/// <summary>What can be wrong with the way to an API server.</summary>
public enum ApiError
{
    /// <summary>The kubeconfig, or a file that it names, is not there or may not be read; the value is the path.</summary>
    FileMissing,

    /// <summary>The kubeconfig is not what one is; the field says where, the value what the reader says.</summary>
    KubeconfigInvalid,

    /// <summary>The kubeconfig has no context of this name; the value is the name, empty where none is current.</summary>
    ContextMissing,

    /// <summary>The kubeconfig does not have the cluster or the user of its context; the field says which, the value is the name.</summary>
    EntryMissing,

    /// <summary>A certificate or a key cannot be read; the field says which, the value what is wrong.</summary>
    CertificateInvalid,

    /// <summary>The program that gives the credential is not there or failed; the field is the program, the value what it said.</summary>
    PluginFailed,

    /// <summary>This process is in no pod, and no kubeconfig was named.</summary>
    NotInCluster,

    /// <summary>The server cannot be reached; the value is what the network says.</summary>
    Unreachable,

    /// <summary>The server's certificate is not signed by the authority, or is for another name; the value is what is wrong.</summary>
    Untrusted,

    /// <summary>The server does not know who asks (401).</summary>
    Unauthorized,

    /// <summary>Who asks may not list or watch (403); the field is the verb, the value the resource.</summary>
    Forbidden,

    /// <summary>The server does not have a resource (404); the value is the resource.</summary>
    ResourceMissing,

    /// <summary>The server answered otherwise; the field is the resource, the value the status.</summary>
    Refused,

    /// <summary>The server has no Node of this name; the value is the name.</summary>
    NodeUnknown,
}

/// <summary>The way to an API server is not as it must be.</summary>
/// <param name="error">What is wrong.</param>
/// <param name="field">Where; empty where that is not to be said.</param>
/// <param name="value">Which value; empty where there is none.</param>
public sealed class ApiException(ApiError error, string field, string value) : Exception($"{error} {field} {value}".TrimEnd())
{
    /// <summary>What is wrong.</summary>
    public ApiError Error { get; } = error;

    /// <summary>Where; empty where that is not to be said.</summary>
    public string Field { get; } = field;

    /// <summary>Which value; empty where there is none.</summary>
    public string Value { get; } = value;

    /// <summary>What the server itself says of it; empty where it says nothing.</summary>
    public string Words { get; init; } = string.Empty;
}
