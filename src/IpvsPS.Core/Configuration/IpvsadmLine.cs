using System.Text;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>One rule of ipvsadm's save format: <c>-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1</c>. It is used again for each line.</summary>
internal sealed class IpvsadmLine(IpvsadmWords words)
{
    /// <summary>What <c>-p</c> without a number stands for: IPVS_SVC_PERSISTENT_TIMEOUT of ipvsadm.</summary>
    private const int DefaultPersistence = 360;

    private readonly SeenNames _names = new();
    private IpvsServiceId? _id;
    private IpvsService? _service;
    private RealServer _server;
    private bool _isIPv6Mark;
    private (int Start, int Length) _netmask;
    private (int Start, int Length) _realServer;

    /// <summary>AddService, AddServer or Clear.</summary>
    public IpvsadmOption Command { get; private set; }

    /// <summary>The service that the rule adds, or adds to.</summary>
    public IpvsServiceId Id => _id!.Value;

    /// <summary>The service that the rule adds.</summary>
    public IpvsService Service => _service!;

    /// <summary>The real server that the rule adds.</summary>
    public ref readonly RealServer Server => ref _server;

    /// <exception cref="IpvsConfigurationException">A word is none of the format.</exception>
    public void Read()
    {
        (_id, _service, _isIPv6Mark, _netmask, _realServer) = (null, null, false, default, default);
        _server = new RealServer(InetAddress.Zero(AddressFamily.IPv4), 0);
        ReadCommand();
        while (words.TryTakeOption(out IpvsadmOption option))
        {
            if (!TryReadIdentity(option) && !TryReadServer(option) && !TryReadTunnel(option) && !TryReadService(option))
            {
                throw words.Unknown();
            }
        }

        if (Command != IpvsadmOption.Clear)
        {
            Finish();
        }
    }

    private void ReadCommand()
    {
        string? other = null;
        try
        {
            words.TryTakeOption(out IpvsadmOption command);
            Command = command;
            other = command is IpvsadmOption.AddService or IpvsadmOption.AddServer or IpvsadmOption.Clear ? null : words.OptionText;
        }
        catch (IpvsConfigurationException)
        {
            other = words.OptionText;
        }

        if (other is not null)
        {
            throw words.Wrong($"'{other}' adds nothing: a saved line begins with -A or -a.");
        }

        _service = Command == IpvsadmOption.AddService ? new IpvsService() : null;
    }

    private bool TryReadIdentity(IpvsadmOption option)
    {
        switch (option)
        {
            case IpvsadmOption.TcpService:
                ReadIdentity(IpvsProtocol.Tcp);
                break;
            case IpvsadmOption.UdpService:
                ReadIdentity(IpvsProtocol.Udp);
                break;
            case IpvsadmOption.SctpService:
                ReadIdentity(IpvsProtocol.Sctp);
                break;
            case IpvsadmOption.FirewallMarkService:
                _id = IpvsServiceId.ForFirewallMark((uint)words.TakeNumber(1, uint.MaxValue), AddressFamily.IPv4);
                break;
            default:
                return false;
        }

        return true;
    }

    private void ReadIdentity(IpvsProtocol protocol)
    {
        words.ReadEndpoint(words.TakeValue(), protocol, out InetAddress address, out ushort? port);
        _id = IpvsServiceId.ForAddress(address, port ?? 0, protocol);
    }

    /// <summary>Options of a service in a rule of a real server say nothing, as to ipvsadm.</summary>
    private bool TryReadService(IpvsadmOption option)
    {
        IpvsService service = _service ?? new IpvsService();
        switch (option)
        {
            case IpvsadmOption.Scheduler:
                service.Scheduler = TakeName();
                break;
            case IpvsadmOption.SchedulerFlags:
                service.SchedulerFlag = TakeName().Split(',', StringSplitOptions.RemoveEmptyEntries);
                break;
            case IpvsadmOption.Persistent:
                service.PersistenceTimeout = TimeSpan.FromSeconds(words.HasValue ? words.TakeNumber(1, int.MaxValue) : DefaultPersistence);
                break;
            case IpvsadmOption.Netmask:
                _netmask = words.TakeValuePlace();
                break;
            case IpvsadmOption.PersistenceEngine:
                service.PersistenceEngine = TakeName();
                break;
            case IpvsadmOption.OnePacket:
                service.OnePacket = true;
                break;
            case IpvsadmOption.IPv6:
                _isIPv6Mark = true;
                break;
            default:
                return false;
        }

        return true;
    }

    private bool TryReadServer(IpvsadmOption option)
    {
        switch (option)
        {
            case IpvsadmOption.RealServer:
                _realServer = words.TakeValuePlace();
                break;
            case IpvsadmOption.DirectRoute:
                _server.ForwardingMethod = IpvsForwardingMethod.DirectRoute;
                break;
            case IpvsadmOption.Tunnel:
                _server.ForwardingMethod = IpvsForwardingMethod.Tunnel;
                break;
            case IpvsadmOption.Masquerade:
                _server.ForwardingMethod = IpvsForwardingMethod.Masquerade;
                break;
            case IpvsadmOption.Weight:
                _server.Weight = (int)words.TakeNumber(0, int.MaxValue);
                break;
            case IpvsadmOption.UpperThreshold:
                _server.UpperThreshold = (uint)words.TakeNumber(0, int.MaxValue);
                break;
            case IpvsadmOption.LowerThreshold:
                _server.LowerThreshold = (uint)words.TakeNumber(0, int.MaxValue);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool TryReadTunnel(IpvsadmOption option)
    {
        switch (option)
        {
            case IpvsadmOption.TunnelType:
                _server.TunnelType = TakeTunnelType();
                break;
            case IpvsadmOption.TunnelPort:
                _server.TunnelPort = (ushort)words.TakeNumber(1, ushort.MaxValue);
                break;
            case IpvsadmOption.TunnelNoChecksum:
                _server.TunnelChecksum = IpvsTunnelChecksum.None;
                break;
            case IpvsadmOption.TunnelChecksum:
                _server.TunnelChecksum = IpvsTunnelChecksum.Checksum;
                break;
            case IpvsadmOption.TunnelRemoteChecksum:
                _server.TunnelChecksum = IpvsTunnelChecksum.Remote;
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>What depends on other words of the line.</summary>
    private void Finish()
    {
        bool isServer = Command == IpvsadmOption.AddServer;
        if (_id is not { } id || (isServer && _realServer.Length == 0))
        {
            throw ConfigurationRules.Error(
                _id is null
                    ? "the line names no service: add -t, -u or --sctp-service with 10.0.0.1:80, or -f with a mark."
                    : "the line names no real server: add -r 10.1.0.1:80.",
                words.Position
            );
        }

        _id = id = _isIPv6Mark && id.IsFirewallMark ? id.With(AddressFamily.IPv6) : id;
        if (isServer)
        {
            var protocol = id.IsFirewallMark ? IpvsProtocol.Tcp : (IpvsProtocol)id.Protocol;
            words.ReadEndpoint(words.Bytes(_realServer), protocol, out _server.Address, out ushort? port);
            _server.Port = port ?? id.Port;
            return;
        }

        Service.Id = id;
        Service.PersistencePrefixLength =
            Service.PersistenceTimeout is null ? null
            : _netmask.Length == 0 ? id.Address.BitCount
            : PrefixLength(words.Bytes(_netmask));
    }

    /// <summary>IPv4 has a mask here, IPv6 a length.</summary>
    private int PrefixLength(ReadOnlySpan<byte> netmask)
    {
        if (Id.Family == AddressFamily.IPv6 && IpvsadmWords.TryParse(netmask, out long given) && given <= int.MaxValue)
        {
            return (int)given;
        }

        string text = Encoding.UTF8.GetString(netmask);
        for (int length = 1; length <= 32 && Id.Family == AddressFamily.IPv4; length++)
        {
            if (text == IpvsServiceText.IPv4Mask(length))
            {
                return length;
            }
        }

        throw words.Wrong($"'{text}' is no netmask: it is such as 255.255.255.0, or a prefix length for IPv6.");
    }

    /// <summary>A name as one string, however often it comes.</summary>
    public string Name(ReadOnlySpan<byte> word) => _names.Find(word);

    private string TakeName() => Name(words.TakeValue());

    private IpvsTunnelType TakeTunnelType()
    {
        string word = TakeName();
        return word switch
        {
            "ipip" => IpvsTunnelType.Ipip,
            "gue" => IpvsTunnelType.Gue,
            "gre" => IpvsTunnelType.Gre,
            _ => throw words.Wrong($"--tun-type is ipip, gue or gre, not '{word}'."),
        };
    }
}
