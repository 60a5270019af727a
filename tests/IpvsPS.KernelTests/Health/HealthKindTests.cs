using System.Globalization;

namespace IpvsPS.KernelTests.Health;

/// <summary>Each kind of check against each fault of a server in a pod, all in one call.</summary>
public sealed class HealthKindTests(LabSession lab) : IDisposable
{
    /// <summary>For a whole probe; one that ends more than a second after it would have the outcome NotMade.</summary>
    private const int Timeout = 5;

    private readonly FaultyPod _pod = new();

    public void Dispose() => _pod.Dispose();

    /// <summary>
    /// A row a check; the columns are a server that is well, one that refuses, one that has vanished, one that answers wrong, one
    /// whose certificate has expired, one that says nothing for ever, and one that resets. A check of kind Tcp asks for a connection
    /// and nothing else, and Icmp for a host.
    /// </summary>
    private static readonly (string Check, string Outcomes)[] Expected =
    [
        ("Tcp -Port 7001", "Passed Refused TimedOutConnecting Passed Passed Passed Passed"),
        ("Tls -Port 7002", "Passed Refused TimedOutConnecting TlsFailed Passed TimedOutReading ResetByPeer"),
        (
            "Tls -Port 7002 -VerifyCertificate -ServerName localhost",
            "CertificateInvalid Refused TimedOutConnecting TlsFailed CertificateInvalid TimedOutReading ResetByPeer"
        ),
        ("Http -Port 7003", "Passed Refused TimedOutConnecting WrongStatus Passed TimedOutReading ResetByPeer"),
        ("Http -Port 7003 -Match ^no", "WrongContent Refused TimedOutConnecting WrongStatus WrongContent TimedOutReading ResetByPeer"),
        ("Https -Port 7004", "Passed Refused TimedOutConnecting TlsFailed Passed TimedOutReading ResetByPeer"),
        (
            "Https -Port 7004 -VerifyCertificate -ServerName localhost",
            "CertificateInvalid Refused TimedOutConnecting TlsFailed CertificateInvalid TimedOutReading ResetByPeer"
        ),
        ("Grpc -Port 7005", "Passed Refused TimedOutConnecting WrongStatus Passed TimedOutReading ResetByPeer"),
        ("Smtp -Port 7006", "Passed Refused TimedOutConnecting WrongStatus Passed TimedOutReading ResetByPeer"),
        ("Dns -Port 7007", "Passed Refused TimedOutReading WrongStatus Passed TimedOutReading Passed"),
        ("Udp -Port 7008 -RequireReply -ReplyPattern 4f4b", "Passed Refused TimedOutReading WrongContent Passed TimedOutReading Passed"),
        ("Udp -Port 7008", "Passed Refused TimedOutReading Passed Passed Passed Passed"),
        ("Icmp", "Passed Passed TimedOutReading Passed Passed Passed Passed"),
    ];

    [Fact]
    public void Each_kind_of_check_tells_each_fault_in_time()
    {
        string checks = string.Join(
            ", ",
            Expected.Select(row => $"(New-IpvsHealthCheck {row.Check} -Timeout {Timeout} -Interval {Timeout})")
        );
        string[] rows = Test(checks);

        // What is found out is the same each time; a busy machine may need another for all of it to be in time.
        for (int tries = 1; tries < 3 && !rows.SequenceEqual(Expected.Select(row => row.Outcomes)); tries++)
        {
            rows = Test(checks);
        }

        Assert.Equal(Expected.Select(row => $"{row.Check}: {row.Outcomes}"), Expected.Zip(rows, (row, found) => $"{row.Check}: {found}"));
        Assert.Equal("0", _pod.Director.Native("ss -Htan state time-wait | wc -l").Trim());
        Assert.Equal("0", _pod.Director.Native("ss -Htan state established | wc -l").Trim());
    }

    /// <summary>One call; the outcomes of each check, in the order of the servers.</summary>
    private string[] Test(string checks)
    {
        string[] found =
        [
            .. lab.Works(
                    $"""
                    Get-IpvsService {FaultyPod.Service} -NetNamespace {_pod.Director} | Test-IpvsRealServer -Check {checks} 3> $null |
                        ForEach-Object {"{ \"$($_.RealAddress.Split('.')[3]) $($_.Outcome) $($_.Detail)\" }"}
                    """
                )
                .Output.Select(line => $"{line}"),
        ];
        Assert.Equal(Expected.Length * 7, found.Length);
        Assert.All(
            found.Where(line => line.StartsWith($"{(int)Fault.Expired} CertificateInvalid", StringComparison.Ordinal)),
            line => Assert.Contains("expired on", line, StringComparison.Ordinal)
        );
        return
        [
            .. Enumerable
                .Range(0, Expected.Length)
                .Select(check => string.Join(' ', Enumerable.Range(0, 7).Select(server => Outcome(found, check, server)))),
        ];
    }

    private static string Outcome(string[] found, int check, int server)
    {
        string[] words = found[(server * Expected.Length) + check].Split(' ');
        Assert.Equal((server + 1).ToString(CultureInfo.InvariantCulture), words[0]);
        return words[1];
    }
}
