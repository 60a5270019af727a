using System.Net;
using System.Security.Cryptography.X509Certificates;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing.Health;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>A certificate whose issuer would have to be fetched.</summary>
public sealed class ProberIssuerTests
{
    [Fact]
    public async Task An_issuer_that_is_missing_is_not_fetched()
    {
        int fetches = 0;
        using var elsewhere = new ProbeServer(
            (_, stop) =>
            {
                Interlocked.Increment(ref fetches);
                return Task.Delay(Timeout.Infinite, stop);
            }
        );
        using X509Certificate2 authority = TestCertificate.Authority("nobody knows");
        using X509Certificate2 certificate = TestCertificate.Signed(
            authority,
            "shop.example",
            30,
            new Uri($"http://127.0.0.1:{elsewhere.Port}/ca.crt")
        );
        using var server = ProbeServer.Tls(certificate);
        var check = new IpvsHealthCheck
        {
            Kind = IpvsHealthCheckKind.Tls,
            ServerName = "shop.example",
            VerifyCertificate = true,
            Timeout = TimeSpan.FromSeconds(30),
            Interval = TimeSpan.FromSeconds(30),
        };
        ProbeResult result = await new Prober(NetNamespaceHandle.Home).RunAsync(
            new ProbeTarget(IPAddress.Loopback, server.Port, check),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(ProbeOutcome.CertificateInvalid, result.Outcome);
        Assert.Equal("RemoteCertificateChainErrors", result.Certificate?.Errors);
        Assert.Equal(0, fetches);
    }
}
