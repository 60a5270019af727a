using System.Text.RegularExpressions;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>What somebody without privileges sees of IPVS, and how the rest is refused.</summary>
public sealed partial class OrdinaryUserTests : IDisposable
{
    private const string Rules = """
        -A -t 10.0.0.1:80 -s sh -b sh-port -p 300 -M 255.255.255.0
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -i -w 5 -x 9 -y 8 --tun-type gre
        -a -t 10.0.0.1:80 -r 10.1.0.2:8080 -m -w 0
        -a -t 10.0.0.1:80 -r [2001:db8::9]:80 -i -w 1
        -A -u 10.0.0.2:53 -s rr -o
        -a -u 10.0.0.2:53 -r 10.1.0.3:53 -m -w 1
        -A -u 10.0.0.3:53 -s rr
        -a -u 10.0.0.3:53 -r 10.1.0.3:53 -m -w 1
        -A --sctp-service 10.0.0.1:99 -s mh
        -A -u [2001:db8::1]:53 -s wlc -p 1234 -M 64 -o
        -a -u [2001:db8::1]:53 -r [2001:db8::2]:53 -g -w 2147483647
        -A -f 7 -s wlc
        -a -f 7 -r 10.1.0.1:0 -g -w 1
        -A -f 7 -6 -s rr -p 60
        -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1
        -A -f 8 -6 -s lc -p 60 -M 64
        -A -f 9 -s rr -o
        """;

    private readonly ScratchNamespace _netns = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("ordinary").FullName;

    public void Dispose()
    {
        _netns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One engine for all of it: starting it takes longer.</summary>
    [Fact]
    public void The_table_is_read_from_proc_and_completed_and_what_is_not_there_is_said_and_EPERM_is_explained()
    {
        string file = Path.Combine(_folder, "rules");
        File.WriteAllText(file, Rules);
        File.SetUnixFileMode(_folder, (UnixFileMode)0x1ff);
        File.SetUnixFileMode(file, (UnixFileMode)0x1b6);
        _netns.Native(
            $"bash -c 'ipvsadm -R < {file}; ip address add 10.1.0.3/32 dev lo; ip route add local 10.0.0.0/24 dev lo; "
                + "echo > /dev/udp/10.0.0.3/53'"
        );
        string script = Path.Combine(AppContext.BaseDirectory, "Ipvs", "ordinary-user.ps1");
        string[][] parts =
        [
            .. _netns
                .Native(
                    $"setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all bash -c \"{LabSession.PwshCommand} "
                        + $"'{script}' {file} || true\""
                )
                .Split("---\n")
                .Select(part => part.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
        ];

        string warning = Assert.Single(parts[0], line => line.Contains("CAP_NET_ADMIN", StringComparison.Ordinal));
        Assert.Contains("scheduler flags, persistence engines", warning, StringComparison.Ordinal);
        Assert.Equal(Listed(), parts[0].Where(line => line != warning));
        Assert.Contains("-> 10.1.0.3:53 Masquerade 1 0 1", parts[0]);

        Assert.Contains("thresholds, the type, port and checksum of tunnels", parts[1][0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "10.1.0.1:80 <> <> <> <>",
                "mark 9 <>",
                "UDP 10.0.0.2:53 rr ops <True> <>",
                "UDP 10.0.0.3:53 rr <False> <>",
                "UDP [2001:db8::1]:53 wlc persistent 1234 mask 64 <> <>",
                "compared: ",
                "compared: Set RealServer 10.1.0.2:8080",
            ],
            parts[1][1..]
        );
        AssertRefused(parts[2]);
        Assert.Equal(
            [
                "Get-IpvsService 10.0.0.: 10.0.0.1:80 10.0.0.1:99 10.0.0.2:53 10.0.0.3:53",
                "Get-IpvsRealServer 10.0.0.1:80 -RealAddress : 10.1.0.1:80 10.1.0.2:8080 [2001:db8::9]:80",
                "Get-IpvsService -FirewallMark : 7 8 9",
                "Get-IpvsSetting conntra: conntrack",
                "Get-NetLink l: lo",
            ],
            parts[3]
        );
        Assert.Equal(Rules.Split('\n').Length, _netns.Saved().Length);
    }

    private static void AssertRefused(string[] lines)
    {
        string[] cmdlets = ["NewIpvsService", "GetIpvsConfiguration", "SyncIpvsConfiguration", "GetIpvsStatistic"];
        Assert.StartsWith("IpvsServiceNotFound,IpvsPS.Commands.GetIpvsServiceCommand ObjectNotFound", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            cmdlets.Select(cmdlet => $"PermissionDenied,IpvsPS.Commands.{cmdlet}Command PermissionDenied"),
            lines[1..^1].Select(line => string.Join(' ', line.Split(' ')[..2]))
        );
        Assert.All(
            lines[1..^1],
            line => Assert.Contains("CAP_NET_ADMIN in the initial user namespace: run as root.", line, StringComparison.Ordinal)
        );
        Assert.StartsWith(
            "IpvsConfigurationInvalid,IpvsPS.Commands.ExportIpvsConfigurationCommand InvalidData",
            lines[^1],
            StringComparison.Ordinal
        );
        Assert.Contains("was read without privilege", lines[^1], StringComparison.Ordinal);
    }

    /// <summary>What ipvsadm lists as root, without what /proc lacks: flags, one-packet scheduling of IPv6, and mark 9's family, which it
    /// takes for IPv4.</summary>
    private IEnumerable<string> Listed() =>
        _netns
            .Native("ipvsadm -Ln")
            .Split('\n')
            .Select(line => Spaces().Replace(line.Trim(), " "))
            .Where(line => Row().IsMatch(line))
            .Select(line => Flags().Replace(line, string.Empty))
            .Select(line =>
                line.Contains("]:53 wlc", StringComparison.Ordinal) ? line.Replace(" ops", string.Empty, StringComparison.Ordinal) : line
            )
            .Select(line =>
                line.Replace(" Masq ", " Masquerade ", StringComparison.Ordinal)
                    .Replace(" Route ", " DirectRoute ", StringComparison.Ordinal)
            );

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^((TCP|UDP|SCTP|FWM) |-> [\d\[])")]
    private static partial Regex Row();

    [GeneratedRegex(@" \([a-z,-]+\)")]
    private static partial Regex Flags();
}
