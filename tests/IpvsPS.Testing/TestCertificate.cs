using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Testing;

/// <summary>Certificates that are made for a test.</summary>
internal static class TestCertificate
{
    /// <summary>Of its own, for localhost, valid until that many days from now.</summary>
    public static X509Certificate2 SelfSigned(int days)
    {
        using ECDsa key = MakeKey();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(Begin(days), DateTimeOffset.UtcNow.AddDays(days));
        return WithKey(made);
    }

    /// <summary>An authority.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using ECDsa key = MakeKey();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
    }

    /// <summary>A server's, signed by an authority.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="name">The server's name.</param>
    /// <param name="days">It is valid until that many days from now.</param>
    /// <param name="issuerFrom">Where it says that its issuer can be fetched; null for nowhere.</param>
    /// <param name="address">An address that it is for, too; null for none.</param>
    public static X509Certificate2 Signed(
        X509Certificate2 authority,
        string name,
        int days,
        Uri? issuerFrom = null,
        IPAddress? address = null
    )
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (address is not null)
        {
            names.AddIpAddress(address);
        }

        X509AuthorityInformationAccessExtension[] issuer = issuerFrom is null ? [] : [new(null, [$"{issuerFrom}"])];
        return Sign(authority, name, days, [names.Build(), .. issuer]);
    }

    /// <summary>A client's, signed by an authority.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="name">The client's name.</param>
    public static X509Certificate2 Client(X509Certificate2 authority, string name) =>
        Sign(authority, name, days: 1, [new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false)]);

    private static X509Certificate2 Sign(X509Certificate2 authority, string name, int days, X509Extension[] extensions)
    {
        using ECDsa key = MakeKey();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        Array.ForEach(extensions, request.CertificateExtensions.Add);
        using X509Certificate2 made = request.Create(
            authority,
            Begin(days),
            DateTimeOffset.UtcNow.AddDays(days),
            RandomNumberGenerator.GetBytes(8)
        );
        using X509Certificate2 whole = made.CopyWithPrivateKey(key);
        return WithKey(whole);
    }

    private static ECDsa MakeKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static DateTimeOffset Begin(int days) => DateTimeOffset.UtcNow.AddDays(Math.Min(days, 0) - 10);

    /// <summary>A key that is only in memory serves no TLS server.</summary>
    private static X509Certificate2 WithKey(X509Certificate2 made) =>
        X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
}
