using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>One line of ipvsadm's save format, read word by word: <c>-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1</c>.</summary>
internal sealed class IpvsadmLine
{
    /// <summary>What <c>-p</c> without a number stands for: IPVS_SVC_PERSISTENT_TIMEOUT of ipvsadm.</summary>
    private const int DefaultPersistence = 360;

    private readonly string[] _words;
    private readonly TextPosition[] _positions;
    private int _next;
    private bool _isIPv6Mark;
    private string? _netmask;

    public IpvsadmLine(string[] words, TextPosition[] positions)
    {
        _words = words;
        _positions = positions;
    }

    /// <summary>Whether it adds a real server, and not a service.</summary>
    public bool IsRealServer { get; private set; }

    public IpvsService Service { get; } = new();

    public InetEndpoint RealServer { get; private set; }

    public RealServer Server { get; private set; } = new(InetAddress.Zero(AddressFamily.IPv4), 0);

    public TextPosition Position => _positions[0];

    /// <exception cref="IpvsConfigurationException">A word is none of the format.</exception>
    public void Read()
    {
        IsRealServer = Take() switch
        {
            "-A" or "--add-service" => false,
            "-a" or "--add-server" => true,
            var other => throw Wrong($"'{other}' adds nothing: a saved line begins with -A or -a."),
        };
        bool hasService = false;
        while (_next < _words.Length)
        {
            string option = Take();
            if (TryReadIdentity(option))
            {
                hasService = true;
            }
            else if (!TryReadServer(option) && !TryReadTunnel(option) && !TryReadService(option))
            {
                throw Wrong($"'{option}' is no option of a saved line. 'ipvsadm -Sn' shows how one looks.");
            }
        }

        if (!hasService || (IsRealServer && RealServer.Address is null))
        {
            throw ConfigurationRules.Error(hasService ? "the line names no real server: add -r 10.1.0.1:80." : "the line names no service: add -t, -u or --sctp-service with 10.0.0.1:80, or -f with a mark.", Position);
        }

        Finish();
    }

    private bool TryReadIdentity(string option)
    {
        IpvsProtocol? protocol = option switch
        {
            "-t" or "--tcp-service" => IpvsProtocol.Tcp,
            "-u" or "--udp-service" => IpvsProtocol.Udp,
            "--sctp-service" => IpvsProtocol.Sctp,
            _ => null,
        };
        if (protocol is not null)
        {
            InetEndpoint endpoint = TakeEndpoint();
            Service.Id = IpvsServiceId.ForAddress(InetAddress.FromIPAddress(endpoint.Address!), (ushort)(endpoint.Port ?? 0), protocol.Value);
        }
        else if (option is "-f" or "--fwmark-service")
        {
            Service.Id = IpvsServiceId.ForFirewallMark((uint)TakeNumber(1, uint.MaxValue), AddressFamily.IPv4);
        }

        return protocol is not null || option is "-f" or "--fwmark-service";
    }

    private bool TryReadService(string option)
    {
        switch (option)
        {
            case "-s" or "--scheduler": Service.Scheduler = Take(); break;
            case "-b" or "--sched-flags": Service.SchedulerFlag = Take().Split(',', StringSplitOptions.RemoveEmptyEntries); break;
            case "-p" or "--persistent": Service.PersistenceTimeout = TimeSpan.FromSeconds(IsNextOption ? DefaultPersistence : TakeNumber(1, int.MaxValue)); break;
            case "-M" or "--netmask": _netmask = Take(); break;
            case "--pe": Service.PersistenceEngine = Take(); break;
            case "-o" or "--ops": Service.OnePacket = true; break;
            case "-6" or "--ipv6": _isIPv6Mark = true; break;
            default: return false;
        }

        return true;
    }

    private bool TryReadServer(string option)
    {
        RealServer server = Server;
        switch (option)
        {
            case "-r" or "--real-server": RealServer = TakeEndpoint(); break;
            case "-g" or "--gatewaying": server.ForwardingMethod = IpvsForwardingMethod.DirectRoute; break;
            case "-i" or "--ipip": server.ForwardingMethod = IpvsForwardingMethod.Tunnel; break;
            case "-m" or "--masquerading": server.ForwardingMethod = IpvsForwardingMethod.Masquerade; break;
            case "-w" or "--weight": server.Weight = (int)TakeNumber(0, int.MaxValue); break;
            case "-x" or "--u-threshold": server.UpperThreshold = (uint)TakeNumber(0, int.MaxValue); break;
            case "-y" or "--l-threshold": server.LowerThreshold = (uint)TakeNumber(0, int.MaxValue); break;
            default: return false;
        }

        Server = server;
        return true;
    }

    private bool TryReadTunnel(string option)
    {
        RealServer server = Server;
        switch (option)
        {
            case "--tun-type": server.TunnelType = TakeTunnelType(); break;
            case "--tun-port": server.TunnelPort = (ushort)TakeNumber(1, ushort.MaxValue); break;
            case "--tun-nocsum": server.TunnelChecksum = IpvsTunnelChecksum.None; break;
            case "--tun-csum": server.TunnelChecksum = IpvsTunnelChecksum.Checksum; break;
            case "--tun-remcsum": server.TunnelChecksum = IpvsTunnelChecksum.Remote; break;
            default: return false;
        }

        Server = server;
        return true;
    }

    /// <summary>What depends on other words of the line.</summary>
    private void Finish()
    {
        if (_isIPv6Mark && Service.Id.IsFirewallMark)
        {
            Service.AddressFamily = AddressFamily.IPv6;
        }

        Service.PersistencePrefixLength = Service.PersistenceTimeout is null ? null
            : _netmask is null ? Service.Id.Address.BitCount : PrefixLength(_netmask);
        if (IsRealServer)
        {
            Server = Server with
            {
                Address = InetAddress.FromIPAddress(RealServer.Address!),
                Port = (ushort)(RealServer.Port ?? Service.Id.Port),
            };
        }
    }

    /// <summary>IPv4 has a mask here, IPv6 a length.</summary>
    private int PrefixLength(string netmask)
    {
        if (Service.AddressFamily == AddressFamily.IPv6 && int.TryParse(netmask, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            return length;
        }

        for (length = 1; length <= 32 && Service.AddressFamily == AddressFamily.IPv4; length++)
        {
            if (netmask == IpvsServiceText.IPv4Mask(length))
            {
                return length;
            }
        }

        throw Wrong($"'{netmask}' is no netmask: it is such as 255.255.255.0, or a prefix length for IPv6.");
    }

    private bool IsNextOption => _next == _words.Length || _words[_next].StartsWith('-');

    private string Take() => _next < _words.Length ? _words[_next++]
        : throw Wrong($"something must follow '{_words[^1]}'.");

    private long TakeNumber(long least, long most)
    {
        string option = _words[_next - 1];
        string word = Take();
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number : throw Wrong($"{option} is a whole number from {least} to {most}, not '{word}'.");
    }

    private IpvsTunnelType TakeTunnelType()
    {
        string word = Take();
        return word switch
        {
            "ipip" => IpvsTunnelType.Ipip,
            "gue" => IpvsTunnelType.Gue,
            "gre" => IpvsTunnelType.Gre,
            _ => throw Wrong($"--tun-type is ipip, gue or gre, not '{word}'."),
        };
    }

    private InetEndpoint TakeEndpoint()
    {
        string word = Take();
        try
        {
            return InetEndpoint.Parse(word);
        }
        catch (FormatException)
        {
            throw Wrong($"'{word}' is no address: write 10.0.0.1:80 or [2001:db8::1]:80. 'ipvsadm -Sn' saves numbers instead of names.");
        }
    }

    /// <summary>An error about the word taken last.</summary>
    private IpvsConfigurationException Wrong(string reason) => ConfigurationRules.Error(reason, _positions[Math.Max(_next - 1, 0)]);
}
