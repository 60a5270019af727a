using System.Net.Sockets;
using IpvsPS.KernelTests.Ipvs;

namespace IpvsPS.KernelTests.FromIpvsadm;

/// <summary>A director with everything that a list can show: services with traffic, every tunnel, thresholds, timeouts and a sync
/// daemon.</summary>
internal sealed class BusyDirector : IDisposable
{
    private const string Rules = """
        -A -t 10.0.0.185:80 -s wrr
        -a -t 10.0.0.185:80 -r 10.77.0.2:8080 -m -w 3 -x 100 -y 50
        -a -t 10.0.0.185:80 -r 10.77.0.11 -i -w 0
        -a -t 10.0.0.185:80 -r 10.77.0.12 -i -w 0 --tun-type gue --tun-port 6080
        -a -t 10.0.0.185:80 -r 10.77.0.13 -i -w 0 --tun-type gue --tun-port 6080 --tun-csum
        -a -t 10.0.0.185:80 -r 10.77.0.14 -i -w 0 --tun-type gue --tun-port 6080 --tun-remcsum
        -a -t 10.0.0.185:80 -r 10.77.0.15 -i -w 0 --tun-type gre -x 7
        -a -t 10.0.0.185:80 -r 10.77.0.16 -i -w 0 --tun-type gre --tun-csum
        -A -t [fd00:77:1::1]:443 -s rr
        -a -t [fd00:77:1::1]:443 -r [fd00:77::2]:8443 -m
        -A -u 10.0.0.185:5060 -p 600 --pe sip
        -a -u 10.0.0.185:5060 -r 10.77.0.2:5060 -m
        -A -f 5 -s sh -b sh-port -p 600 -M 255.255.0.0
        -a -f 5 -r 10.77.0.2 -m
        """;

    private readonly BalancedPair _pair = new();

    public BusyDirector()
    {
        Space.Native(
            $"""
            bash -e <<'END'
            ip address add 10.0.0.185/32 dev lo
            ipvsadm --set 600 60 30
            ipvsadm --start-daemon backup --mcast-interface front0 --syncid 9
            ipvsadm -R <<'RULES'
            {Rules}
            RULES
            END
            """
        );
        _pair.Listen("10.77.0.2:8080");
        _pair.Listen("[fd00:77::2]:8443");
        _pair.Listen("10.77.0.2:82");
        _pair.Listen("10.77.0.2:5060", ProtocolType.Udp);
        _pair.Connect("10.77.0.1:40001", "10.0.0.185:80");
        _pair.Connect("[fd00:77::1]:40002", "[fd00:77:1::1]:443");
        _pair.Connect("10.77.0.1:40003", "10.77.1.1:82", mark: 5);
        Speak(40004);
    }

    public ScratchNamespace Space => _pair.Director;

    /// <summary>Sends a datagram, whose client port must be new.</summary>
    public void Speak(int clientPort) =>
        _pair.Connect(
            $"10.77.0.1:{clientPort}",
            "10.0.0.185:5060",
            protocol: ProtocolType.Udp,
            text: "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: 4711@client\r\n\r\n"
        );

    public void Dispose() => _pair.Dispose();
}
