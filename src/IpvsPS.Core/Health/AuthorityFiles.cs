using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IpvsPS.Health;

/// <summary>
/// The authorities that are trusted by files in PEM. A file is read by the first probe that needs it, and again when its time or its
/// length is another.
/// </summary>
internal sealed class AuthorityFiles
{
    private readonly Dictionary<string, Reading> _read = [];

    /// <summary>The certificates of a file, which are not the caller's to dispose of.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>One certificate or more.</returns>
    /// <exception cref="ProbeException">NotMade: the file cannot be read, or has none, which says nothing about a server.</exception>
    public X509Certificate2Collection Read(string path)
    {
        var file = new FileInfo(path);
        (DateTime, long) now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        lock (_read)
        {
            if (!_read.TryGetValue(path, out Reading? reading) || reading.Seen != now)
            {
                _read[path] = reading = new Reading(now, Import(path));
            }

            return reading.Certificates;
        }
    }

    private static X509Certificate2Collection Import(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ProbeException(ProbeOutcome.NotMade, $"The authorities could not be read: {e.Message}");
        }

        return certificates.Count > 0
            ? certificates
            : throw new ProbeException(ProbeOutcome.NotMade, $"There is no certificate in '{path}'.");
    }

    private sealed record Reading((DateTime, long) Seen, X509Certificate2Collection Certificates);
}
