using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IpvsPS.Kubernetes;

/// <summary>Says who asks: here nobody, but for a certificate.</summary>
internal class ApiCredential
{
    /// <summary>The certificate that is shown; null for none.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>The certificate as it is now; null for none.</summary>
    /// <exception cref="ApiException">It cannot be read.</exception>
    public virtual X509Certificate2? CurrentCertificate => Certificate?.Read();

    /// <summary>The header that says who asks; null for none.</summary>
    /// <exception cref="ApiException">It could not be had.</exception>
    public virtual ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellation) => default;

    /// <summary>The server did not know who asks: whatever was kept is asked for anew.</summary>
    public virtual void Forget() { }
}

/// <summary>A token that does not change.</summary>
internal sealed class TokenCredential(string token) : ApiCredential
{
    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellation) =>
        new(new AuthenticationHeaderValue("Bearer", token));
}

/// <summary>A token in a file that somebody renews, as the kubelet does in a pod.</summary>
internal sealed class TokenFileCredential(string path) : ApiCredential
{
    /// <summary>Not read from the disk for every request.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private string? _token;
    private long _read;

    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_token is null || Environment.TickCount64 - _read > Keep.TotalMilliseconds)
            {
                _token = FileText.Read(path).Trim();
                _read = Environment.TickCount64;
            }

            return new(new AuthenticationHeaderValue("Bearer", _token));
        }
    }

    public override void Forget()
    {
        lock (_gate)
        {
            _token = null;
        }
    }
}

/// <summary>A name and a password.</summary>
internal sealed class PasswordCredential(string name, string password) : ApiCredential
{
    private readonly string _text = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    public override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellation) =>
        new(new AuthenticationHeaderValue("Basic", _text));
}

/// <summary>What a program gives, until the time it says; a program that says none is asked again when the server refuses.</summary>
internal sealed class ExecCredential(ExecProgram program) : ApiCredential
{
    /// <summary>A token is not used in its last seconds: it must live until the server has looked at it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private ExecAnswer? _answer;

    public override X509Certificate2? CurrentCertificate => _answer?.Certificate ?? base.CurrentCertificate;

    public override async ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_answer is null || _answer.End - Margin <= DateTimeOffset.UtcNow)
            {
                _answer = await program.RunAsync(cancellation).ConfigureAwait(false);
            }

            return _answer.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Forget() => _answer = null;
}
