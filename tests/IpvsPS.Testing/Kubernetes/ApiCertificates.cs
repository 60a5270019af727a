using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>An authority, and the certificates that it has signed for a server on loopback and for its clients.</summary>
internal sealed class ApiCertificates : IDisposable
{
    private readonly X509Certificate2 _authority = TestCertificate.Authority("stand-in authority");

    public ApiCertificates() => Server = SignServer();

    /// <summary>The authority's certificate as PEM.</summary>
    public string AuthorityText => _authority.ExportCertificatePem();

    public X509Certificate2 Server { get; private set; }

    /// <summary>Gives the server another certificate of the same authority.</summary>
    public void RenewServer()
    {
        // The former one may be in use by a connection.
        Server = SignServer();
    }

    /// <summary>A client's certificate and key as PEM.</summary>
    public (string Certificate, string Key) MakeClient(string name)
    {
        using X509Certificate2 client = TestCertificate.Client(_authority, name);
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
    }

    private X509Certificate2 SignServer() =>
        TestCertificate.Signed(_authority, "kubernetes.default.svc", days: 1, address: IPAddress.Loopback);
}
