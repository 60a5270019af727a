using System.Net;
using System.Security.Cryptography.X509Certificates;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Who has to have issued a certificate.</summary>
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

    /// <summary>By the authority itself; by another one; by files that are not there or hold none.</summary>
    [Theory]
    [InlineData("own", ProbeOutcome.Passed, null)]
    [InlineData("other", ProbeOutcome.CertificateInvalid, "RemoteCertificateChainErrors")]
    [InlineData("empty", ProbeOutcome.NotMade, "no certificate in")]
    [InlineData("broken", ProbeOutcome.NotMade, "could not be read")]
    [InlineData("missing", ProbeOutcome.NotMade, "could not be read")]
    public async Task A_certificate_is_verified_by_the_authorities_of_a_file(string file, ProbeOutcome expected, string? words)
    {
        string folder = Directory.CreateTempSubdirectory("authorities").FullName;
        try
        {
            using X509Certificate2 own = TestCertificate.Authority("own");
            using X509Certificate2 other = TestCertificate.Authority("other");
            using X509Certificate2 certificate = TestCertificate.Signed(own, "shop.example", 30);
            File.WriteAllText(Path.Combine(folder, "own"), other.ExportCertificatePem() + "\n" + own.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "other"), other.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "empty"), "none");
            File.WriteAllText(Path.Combine(folder, "broken"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            using var server = ProbeServer.Tls(certificate);
            foreach (IpvsHealthCheckKind kind in new[] { IpvsHealthCheckKind.Tls, IpvsHealthCheckKind.Https })
            {
                var check = new IpvsHealthCheck
                {
                    Kind = kind,
                    ServerName = "shop.example",
                    VerifyCertificate = true,
                    CaCertificatePath = Path.Combine(folder, file),
                    Timeout = TimeSpan.FromSeconds(30),
                    Interval = TimeSpan.FromSeconds(30),
                };
                ProbeResult result = await new Prober(NetNamespaceHandle.Home).RunAsync(
                    new ProbeTarget(IPAddress.Loopback, server.Port, check),
                    TestContext.Current.CancellationToken
                );
                Assert.Equal(expected, result.Outcome);
                Assert.Contains(words ?? string.Empty, result.Detail ?? string.Empty, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same object where nothing has changed, and other ones where anything has.</summary>
    [Fact]
    public void A_file_of_authorities_is_read_once_and_again_when_it_has_changed()
    {
        string file = Path.GetTempFileName();
        try
        {
            using X509Certificate2 first = TestCertificate.Authority("first");
            using X509Certificate2 second = TestCertificate.Authority("the second");
            var files = new AuthorityFiles();
            File.WriteAllText(file, first.ExportCertificatePem());
            X509Certificate2Collection read = files.Read(file);
            Assert.Equal("CN=first", Assert.Single(read).Subject);
            Assert.Same(read, files.Read(file));
            File.WriteAllText(file, second.ExportCertificatePem());
            Assert.Equal("CN=the second", Assert.Single(files.Read(file)).Subject);
            File.WriteAllText(file, "none");
            Assert.Equal(ProbeOutcome.NotMade, Assert.Throws<ProbeException>(() => files.Read(file)).Outcome);
            File.WriteAllText(file, first.ExportCertificatePem());
            Assert.Equal("CN=first", Assert.Single(files.Read(file)).Subject);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
