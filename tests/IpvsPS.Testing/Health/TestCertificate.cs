using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Testing.Health;

/// <summary>Certificates that are made for a test.</summary>
internal static class TestCertificate
{
    /// <summary>Of its own, for localhost, valid until that many days from now.</summary>
    public static X509Certificate2 SelfSigned(int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(Begin(days), DateTimeOffset.UtcNow.AddDays(days));
        return WithKey(made);
    }

    /// <summary>An authority.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
    }

    /// <summary>A server's, signed by an authority.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="name">The server's name.</param>
    /// <param name="days">It is valid until that many days from now.</param>
    /// <param name="issuerFrom">Where it says that its issuer can be fetched; null for nowhere.</param>
    public static X509Certificate2 Signed(X509Certificate2 authority, string name, int days, Uri? issuerFrom = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (issuerFrom is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [$"{issuerFrom}"]));
        }

        using X509Certificate2 made = request.Create(authority, Begin(days), DateTimeOffset.UtcNow.AddDays(days), [1, 2, 3, (byte)days]);
        using X509Certificate2 whole = made.CopyWithPrivateKey(key);
        return WithKey(whole);
    }

    private static DateTimeOffset Begin(int days) => DateTimeOffset.UtcNow.AddDays(Math.Min(days, 0) - 10);

    private static X509Certificate2 WithKey(X509Certificate2 made) =>
        X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
}
