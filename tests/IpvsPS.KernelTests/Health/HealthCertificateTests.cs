using System.Net;
using System.Security.Cryptography.X509Certificates;
using IpvsPS.Namespaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;

namespace IpvsPS.KernelTests.Health;

/// <summary>Certificates that are verified, by an authority that the machine trusts.</summary>
public sealed class HealthCertificateTests(LabSession lab) : IDisposable
{
    private const string Trusted = "/etc/ssl/certs/ipvsps-test.pem";

    private readonly HealthBed _bed = new(1, 1, 1, 1);
    private readonly List<IDisposable> _held = [];

    public void Dispose()
    {
        File.Delete(Trusted);
        _held.ForEach(one => one.Dispose());
        _bed.Dispose();
    }

    /// <summary>One that is well, one that has expired, one for another name, one of an authority that nobody trusts.</summary>
    [Fact]
    public void A_certificate_of_a_trusted_authority_passes_and_the_others_do_not()
    {
        X509Certificate2 authority = Held(TestCertificate.Authority("IpvsPS test"));
        Serve(1, TestCertificate.Signed(authority, "shop.example", 30));
        Serve(2, TestCertificate.Signed(authority, "shop.example", -2));
        Serve(3, TestCertificate.Signed(authority, "mail.example", 31));
        Serve(4, TestCertificate.Signed(Held(TestCertificate.Authority("nobody")), "shop.example", 30));
        Assert.All(Test("Tls"), outcome => Assert.Equal("CertificateInvalid", outcome));

        // The runtime looks every few seconds whether the machine trusts somebody else.
        File.WriteAllText(Trusted, authority.ExportCertificatePem());
        Poll.Until(() => Test("Tls")[0] == "Passed", "a certificate that passes");
        string[] expected = ["Passed", "CertificateInvalid", "CertificateInvalid", "CertificateInvalid"];
        Assert.Equal(expected, Test("Tls"));
        Assert.Equal(expected, Test("Https"));
        Assert.Equal(
            ["CN=shop.example/CN=IpvsPS test/29/"],
            Texts(
                $"Test-IpvsRealServer 10.5.0.1 -Check {Check("Tls")} | ForEach-Object "
                    + "{ \"$($_.CertificateSubject)/$($_.CertificateIssuer)/$($_.CertificateDaysLeft)/$($_.CertificateErrors)\" }"
            )
        );
    }

    /// <summary>Of three authorities the file has one; the monitor reads it again when it changes, and not before.</summary>
    [Fact]
    public void Certificates_are_verified_by_the_authorities_of_a_file_which_is_read_again_when_it_changes()
    {
        X509Certificate2 right = Held(TestCertificate.Authority("right"));
        X509Certificate2 wrong = Held(TestCertificate.Authority("wrong"));
        Serve(1, TestCertificate.Signed(right, "shop.example", 30));
        Serve(2, TestCertificate.Signed(wrong, "shop.example", 31));
        string file = Path.Combine(_bed.Folder, "authorities.pem");
        string servers = "Test-IpvsRealServer 10.5.0.1, 10.5.0.2";
        string check = $"(New-IpvsHealthCheck Tls -Port 443 -ServerName shop.example -VerifyCertificate -CaCertificatePath '{file}'";
        string outcomes = $"{servers} -Check {check} -Timeout 20 -Interval 20) 3> $null | ForEach-Object {{ \"$($_.Outcome)\" }}";
        Assert.Equal(["NotMade", "NotMade"], Texts(outcomes));
        File.WriteAllText(file, right.ExportCertificatePem());
        Assert.Equal(["Passed", "CertificateInvalid"], Texts(outcomes));
        _bed.Start($"10.0.0.185:80 -Check {check} -Timeout 2 -Interval 2 -FastInterval 1 -Rise 1 -Fall 2) -Apply");
        _bed.Await("Down", 2);
        _bed.AwaitWeights("1=1 2=0 3=0 4=0");
        File.WriteAllText(file, wrong.ExportCertificatePem());
        _bed.AwaitWeights("1=0 2=1 3=0 4=0");
    }

    private static string Check(string kind) =>
        $"@{{ Kind = '{kind}'; Port = 443; ServerName = 'shop.example'; VerifyCertificate = $true; Timeout = 20; Interval = 20 }}";

    private string[] Test(string kind) =>
        Texts($"Test-IpvsRealServer 10.5.0.1, 10.5.0.2, 10.5.0.3, 10.5.0.4 -Check {Check(kind)} | ForEach-Object {{ \"$($_.Outcome)\" }}");

    private string[] Texts(string script) =>
        [
            .. lab.Works(script.Replace(" -Check", $" -NetNamespace {_bed.Namespace} -Check", StringComparison.Ordinal))
                .Output.Select(item => $"{item}"),
        ];

    private void Serve(int number, X509Certificate2 certificate)
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(_bed.Namespace.Name));
        _held.Add(ProbeServer.Tls(Held(certificate), PodSocket.Bind(netns, IPAddress.Parse($"10.5.0.{number}"), 443)));
    }

    private T Held<T>(T one)
        where T : IDisposable
    {
        _held.Insert(0, one);
        return one;
    }
}
