using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IpvsPS.Health;

/// <summary>Probes over a TCP connection: TLS and SMTP.</summary>
internal static class StreamProbes
{
    private const int LongestLine = 1024;

    public static async Task HandshakeAsync(ProbeRun probe)
    {
        await using Stream stream = await OpenTlsAsync(probe, []).ConfigureAwait(false);
    }

    /// <summary>Connects and shakes hands. Who verifies no certificate still hears when it expires.</summary>
    public static async Task<Stream> OpenTlsAsync(ProbeRun probe, List<SslApplicationProtocol> protocols)
    {
        X509ChainPolicy policy = PolicyOf(probe);
        Socket socket = await probe.OpenAsync().ConfigureAwait(false);
        SslPolicyErrors errors = SslPolicyErrors.None;
        var stream = new SslStream(
            new ProbeStream(socket),
            leaveInnerStreamOpen: false,
            (_, certificate, _, found) =>
            {
                errors = found;
                probe.Certificate = certificate is X509Certificate2 own
                    ? new(own.Subject, own.Issuer, own.NotAfter.ToUniversalTime(), found == SslPolicyErrors.None ? null : $"{found}")
                    : null;
                return true;
            }
        );
        try
        {
            TimeSpan start = probe.Elapsed;
            await stream
                .AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = probe.Check.ServerName ?? string.Empty,
                        ApplicationProtocols = protocols,
                        CertificateChainPolicy = policy,
                    },
                    probe.Deadline
                )
                .ConfigureAwait(false);
            probe.TlsTime = probe.Elapsed - start;
            Judge(probe, errors);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the greeting 220, says HELO and reads 250.</summary>
    public static async Task GreetAsync(ProbeRun probe)
    {
        await using var stream = new ProbeStream(await probe.OpenAsync().ConfigureAwait(false));
        await ExpectAsync(probe, stream, 220).ConfigureAwait(false);
        probe.NoteAnswer();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HELO {probe.Check.HeloName}\r\n"), probe.Deadline).ConfigureAwait(false);
        await ExpectAsync(probe, stream, 250).ConfigureAwait(false);
        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), probe.Deadline).ConfigureAwait(false);
    }

    /// <summary>Who is trusted: the authorities of a file, or those of this host.</summary>
    /// <exception cref="ProbeException">The file cannot be read, which says nothing about the server.</exception>
    private static X509ChainPolicy PolicyOf(ProbeRun probe)
    {
        // An issuer that is missing would be fetched, past the deadline and from another network namespace.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (probe.Check.CaCertificatePath is not { } path)
        {
            return policy;
        }

        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(probe.Authorities.Read(path));
        return policy;
    }

    private static void Judge(ProbeRun probe, SslPolicyErrors errors)
    {
        if (!probe.Check.VerifyCertificate)
        {
            return;
        }

        if (probe.Certificate is { } certificate && certificate.Expires < DateTime.UtcNow)
        {
            throw new ProbeException(ProbeOutcome.CertificateInvalid, $"The certificate expired on {certificate.Expires:u}.");
        }

        if (errors != SslPolicyErrors.None)
        {
            throw new ProbeException(
                ProbeOutcome.CertificateInvalid,
                $"The certificate is not valid for '{probe.Check.ServerName}': {errors}."
            );
        }
    }

    /// <summary>Reads a reply of one or several lines and compares its status.</summary>
    private static async Task ExpectAsync(ProbeRun probe, Stream stream, int status)
    {
        string line;
        do
        {
            line = await ReadLineAsync(probe, stream).ConfigureAwait(false);
        } while (line.Length > 3 && line[3] == '-');

        if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int found))
        {
            throw new ProbeException(ProbeOutcome.ProtocolError, $"'{line}' is no reply of SMTP.");
        }

        probe.StatusCode = found;
        if (found != status)
        {
            throw new ProbeException(ProbeOutcome.WrongStatus, $"The server replied '{line}' and not {status}.");
        }
    }

    private static async Task<string> ReadLineAsync(ProbeRun probe, Stream stream)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, probe.Deadline).ConfigureAwait(false) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Append((char)one[0]).Length > LongestLine)
            {
                break;
            }
        }

        throw new ProbeException(
            ProbeOutcome.ProtocolError,
            line.Length > LongestLine ? "The server's reply has no end." : "The server closed the connection within its reply."
        );
    }
}
