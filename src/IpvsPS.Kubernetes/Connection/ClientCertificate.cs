using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Kubernetes;

/// <summary>A certificate and its key, which may be exchanged while in use: they are read again when their text has changed.</summary>
/// <param name="certificate">Gives the certificate as PEM.</param>
/// <param name="key">Gives the key as PEM.</param>
/// <param name="place">Where they are from, for errors.</param>
internal sealed class ClientCertificate(Func<string> certificate, Func<string> key, string place)
{
    private readonly object _gate = new();
    private string? _text;
    private X509Certificate2? _read;

    /// <exception cref="ApiException">They cannot be read, or do not belong together.</exception>
    public X509Certificate2 Read()
    {
        lock (_gate)
        {
            (string shown, string secret) = (certificate(), key());
            if (_read is null || _text != shown)
            {
                // The former one may be in use by a connection.
                (_read, _text) = (Make(shown, secret, place), shown);
            }

            return _read;
        }
    }

    /// <exception cref="ApiException">They cannot be read, or do not belong together.</exception>
    public static X509Certificate2 Make(string certificate, string key, string place)
    {
        try
        {
            using X509Certificate2 made = X509Certificate2.CreateFromPem(certificate, key);

            // TLS wants a key that is not only in memory.
            return new X509Certificate2(made.Export(X509ContentType.Pfx));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ApiException(ApiError.CertificateInvalid, place, e.Message);
        }
    }
}
