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
        -A -t 10.2.0.1:80 -s wlc
        -a -t 10.2.0.1:80 -r 10.3.0.2:80 -m -w 1
        -A -t 10.2.0.2:80 -s wlc
        -a -t 10.2.0.2:80 -r 10.3.0.2:80 -m -w 1
        -A -t 10.2.0.3:80 -s wlc
        -a -t 10.2.0.3:80 -r 10.1.0.3:80 -m -w 1
        -A -t 10.2.0.4:80 -s wlc
        -a -t 10.2.0.4:80 -r 10.3.0.2:80 -g -w 1
        -A -t [fd00:2::1]:80 -s wlc
        -a -t [fd00:2::1]:80 -r [fd00:3::2]:80 -m -w 1
        """;

    /// <summary>All but 10.2.0.2 are addresses of this host, and it forwards IPv4 alone.</summary>
    private const string Links = """
        ip link add net0 type veth peer name peer; ip link set net0 up; ip link set peer up
        ip address add 10.3.0.1/24 dev net0; ip address add fd00:3::1/64 dev net0 nodad
        for address in 10.2.0.1 10.2.0.3 10.2.0.4 fd00:2::1; do ip address add $address dev lo; done
        sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=0
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
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void The_table_is_read_from_proc_and_completed_and_what_is_not_there_is_said_and_EPERM_is_explained()
    {
        string file = Path.Combine(_folder, "rules");
        File.WriteAllText(file, Rules);
        File.SetUnixFileMode(_folder, (UnixFileMode)0x1ff);
        File.SetUnixFileMode(file, (UnixFileMode)0x1b6);
        _netns.Native(
            $"bash -c '{Links}; ipvsadm -R < {file}; ip address add 10.1.0.3/32 dev lo; ip route add local 10.0.0.0/24 dev lo; "
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
        AssertExamined(parts[3]);
        Assert.Equal(
            [
                "Get-IpvsService 10.0.0.: 10.0.0.1:80 10.0.0.1:99 10.0.0.2:53 10.0.0.3:53",
                "Get-IpvsRealServer 10.0.0.1:80 -RealAddress : 10.1.0.1:80 10.1.0.2:8080 [2001:db8::9]:80",
                "Get-IpvsService -FirewallMark : 7 8 9",
                "Get-IpvsSetting conntra: conntrack",
                "Get-NetLink l: lo",
            ],
            parts[4]
        );
        Assert.Equal(Rules.Split('\n').Length, _netns.Saved().Length);

        // The socket by which an ordinary user sees that the host may stand by. No daemon starts beside real servers of both families.
        const string Socket = "510000E0:2290 00000000:0000 07";
        Assert.DoesNotContain(Socket, _netns.Native("cat /proc/net/udp"), StringComparison.Ordinal);
        _netns.Native("ipvsadm -C; ipvsadm --start-daemon backup --mcast-interface net0");
        Assert.Contains(Socket, _netns.Native("cat /proc/net/udp"), StringComparison.Ordinal);
    }

    /// <summary>Debug-IpvsService: the faults that everybody may read, and one warning for each time of what was not read.</summary>
    private static void AssertExamined(string[] lines)
    {
        Assert.Equal(
            ["healthy: ", "without its address: D003 10.2.0.2", "not forwarded: D001 net.ipv6.conf.all.forwarding", "active: R214 R216"],
            lines.Where(line => !line.Contains("CAP_NET_ADMIN", StringComparison.Ordinal))
        );
        string[] warnings = [.. lines.Where(line => line.Contains("CAP_NET_ADMIN", StringComparison.Ordinal))];
        Assert.Equal(2, warnings.Length);
        string[] unread =
        [
            "Not read: counters, sync daemons,",
            "Not read: the packet filter of nftables: ",
            "the packet filter of legacy iptables",
        ];
        string[] unasked = ["Not read: who answers for virtual addresses: ", "Not read: the way through the service: "];
        Assert.All(unread, words => Assert.All(warnings, warning => Assert.Contains(words, warning, StringComparison.Ordinal)));
        Assert.All(unasked, words => Assert.Contains(words, warnings[1], StringComparison.Ordinal));
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
