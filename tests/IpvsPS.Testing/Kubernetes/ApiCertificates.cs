using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>An authority, and the certificates that it has signed for a server on loopback and for its clients.</summary>
internal sealed class ApiCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _begin = DateTimeOffset.UtcNow.AddDays(-1);
    private readonly DateTimeOffset _end = DateTimeOffset.UtcNow.AddDays(1);
    private readonly X509Certificate2 _authority;

    public ApiCertificates()
    {
        var request = new CertificateRequest("CN=stand-in authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(_begin, _end);
        Server = Sign("CN=kube-apiserver", "127.0.0.1", "1.3.6.1.5.5.7.3.1");
    }

    /// <summary>The authority's certificate as PEM.</summary>
    public string AuthorityText => _authority.ExportCertificatePem();

    public X509Certificate2 Server { get; }

    /// <summary>A client's certificate and key as PEM.</summary>
    public (string Certificate, string Key) MakeClient(string name)
    {
        using X509Certificate2 client = Sign($"CN={name}", null, "1.3.6.1.5.5.7.3.2");
        using ECDsa key = client.GetECDsaPrivateKey()!;
        return (client.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Whether the authority has signed a certificate.</summary>
    public bool HasSigned(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Server.Dispose();
        _authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Sign(string subject, string? address, string usage)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Parse(address));
            names.AddDnsName("kubernetes.default.svc");
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 signed = request.Create(_authority, _begin, _end, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);

        // A key that is only in memory serves no TLS server.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
