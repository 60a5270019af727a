using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Kubernetes;

/// <summary>What says where an API server is.</summary>
public sealed record ClusterSource
{
    /// <summary>The kubeconfig files; none for the service account of the pod that this process is in.</summary>
    public IReadOnlyList<string> Kubeconfigs { get; init; } = [];

    /// <summary>The context of the kubeconfig; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>The server's address instead of the one that is found; null for that one.</summary>
    public Uri? Server { get; init; }

    /// <summary>Where the service account of a pod lies.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>How long a connection to the server may take, TLS included. 30 seconds, since a node that starts is busy.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The files that kubectl would take: those of KUBECONFIG, else the one of the pod, else ~/.kube/config.</summary>
    /// <returns>The source.</returns>
    public static ClusterSource Default()
    {
        string named = Environment.GetEnvironmentVariable("KUBECONFIG") ?? string.Empty;
        var source = new ClusterSource { Kubeconfigs = named.Split(':', StringSplitOptions.RemoveEmptyEntries) };
        string own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        bool isInPod = File.Exists(Path.Combine(source.ServiceAccountFolder, "token"));
        return source.Kubeconfigs.Count > 0 || isInPod || !File.Exists(own) ? source : source with { Kubeconfigs = [own] };
    }
}

/// <summary>The way to an API server: its address, who asks, whom to trust. Certificates and tokens may be exchanged.</summary>
public sealed class ClusterConnection : IDisposable
{
    /// <summary>What has been exchanged counts for new connections: none is used for new requests for longer than this.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(10);

    /// <summary>How long an answer may take that is waited for while nothing else is done.</summary>
    internal static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(1);

    private ClusterConnection(CurrentAccess access, TimeSpan connectTime)
    {
        Server = access.Value.Server;
        Client = new HttpClient(new CredentialHandler(access, MakeHandler(access, connectTime)))
        {
            BaseAddress = Server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The server's address.</summary>
    public Uri Server { get; }

    /// <summary>Asks the server; its time is unlimited.</summary>
    public HttpClient Client { get; }

    /// <summary>Reads where the server is and how it is known; nothing is sent yet.</summary>
    /// <param name="source">What says so.</param>
    /// <returns>The connection, to be disposed.</returns>
    /// <exception cref="ApiException">Something of it is missing or wrong.</exception>
    public static ClusterConnection Open(ClusterSource source)
    {
        return new ClusterConnection(new CurrentAccess(source, Read), source.ConnectTime);
    }

    /// <summary>The contexts of kubeconfig files.</summary>
    /// <param name="source">The files; none has none.</param>
    /// <returns>Their names.</returns>
    /// <exception cref="ApiException">A file is not there, or is no kubeconfig.</exception>
    public static IReadOnlyList<string> ListContexts(ClusterSource source) => [.. new KubeconfigReader(source.Kubeconfigs).Names()];

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static ClusterAccess Read(ClusterSource source)
    {
        ClusterAccess access =
            source.Kubeconfigs.Count > 0 ? new KubeconfigReader(source.Kubeconfigs).Read(source.Context) : ReadServiceAccount(source);
        access = source.Server is null ? access : access with { Server = source.Server };

        // A certificate that cannot be read is said now.
        _ = access.Credential.CurrentCertificate;
        _ = access.Authority is null ? [] : ReadAuthority(access.Authority());
        return access;
    }

    private static ClusterAccess ReadServiceAccount(ClusterSource source)
    {
        string? host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        string? port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
        string token = Path.Combine(source.ServiceAccountFolder, "token");
        if (!File.Exists(token) || (source.Server is null && (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))))
        {
            throw new ApiException(ApiError.NotInCluster, string.Empty, source.ServiceAccountFolder);
        }

        string authority = Path.Combine(source.ServiceAccountFolder, "ca.crt");
        string name = host is not null && host.Contains(':') ? $"[{host}]" : host!;
        return new ClusterAccess(source.Server ?? new Uri($"https://{name}:{port}"))
        {
            Authority = () => FileText.Read(authority),
            Credential = new TokenFileCredential(token),
        };
    }

    private static SocketsHttpHandler MakeHandler(CurrentAccess access, TimeSpan connectTime)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTime,
            PooledConnectionLifetime = ConnectionLife,

            // What is idle is looked for four times in this time: with the default of a minute, a process at rest wakes for it.
            PooledConnectionIdleTimeout = ConnectionLife,
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                LocalCertificateSelectionCallback = (_, _, _, _, _) => access.Value.Credential.CurrentCertificate!,
                RemoteCertificateValidationCallback = (_, certificate, sent, errors) => IsTrusted(access.Value, certificate, sent, errors),
            },
        };
        if (access.Value.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        return handler;
    }

    /// <summary>Whether the server is the one that is meant: its name and the authority that signed both count.</summary>
    private static bool IsTrusted(ClusterAccess access, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (access.IsUnverified)
        {
            return true;
        }

        if (access.Authority is null || certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return errors == SslPolicyErrors.None;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(ReadAuthority(access.Authority()));
        foreach (X509ChainElement element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var shown = new X509Certificate2(certificate);
        return chain.Build(shown);
    }

    private static X509Certificate2Collection ReadAuthority(string text)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new ApiException(ApiError.CertificateInvalid, "certificate-authority", e.Message);
        }

        return certificates.Count > 0
            ? certificates
            : throw new ApiException(ApiError.CertificateInvalid, "certificate-authority", "it holds no certificate in PEM");
    }

    /// <summary>That <see cref="AnswerTime"/> has gone by.</summary>
    internal static ApiException Unanswered() => new(ApiError.Unreachable, string.Empty, "no answer within a minute");

    /// <summary>What is wrong with the network, in the words of this library.</summary>
    internal static ApiException Describe(HttpRequestException e) =>
        e.InnerException is AuthenticationException refused
            ? new ApiException(ApiError.Untrusted, string.Empty, refused.Message)
            : new ApiException(ApiError.Unreachable, string.Empty, e.InnerException?.Message ?? e.Message);
}
