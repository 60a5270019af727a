using System.Net;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// One to three services with up to four real servers each, drawn from everything that can be set. Configurations of
/// different numbers have no service in common, so that many of them can lie in one table.
/// </summary>
internal sealed class RandomConfiguration
{
    private static readonly string[] Schedulers = ["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"];

    private readonly Random _random;
    private readonly int _number;

    /// <summary>Draws the configuration.</summary>
    /// <param name="seed">The same seed and number give the same configuration.</param>
    /// <param name="number">0 to 65535, which tells its services from those of others.</param>
    public RandomConfiguration(int seed, int number)
    {
        _random = new Random(HashCode(seed, number));
        _number = number;
        Services = [.. Enumerable.Range(1, _random.Next(1, 4)).Select(MakeService)];
        Servers = [.. Services.SelectMany(MakeServers)];
    }

    /// <summary>The services as Get-IpvsService is to write them.</summary>
    public IpvsService[] Services { get; }

    /// <summary>Their real servers as Get-IpvsRealServer is to write them.</summary>
    public IpvsRealServer[] Servers { get; }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Choose<T>(params T[] values) => values[_random.Next(values.Length)];

    private static int HashCode(int seed, int number) => (seed * 65536) + number;

    private IpvsService MakeService(int index)
    {
        bool isIPv6 = Chance(40);
        var service = new IpvsService();
        if (Chance(25))
        {
            service.AddressFamily = isIPv6 ? AddressFamily.IPv6 : AddressFamily.IPv4;
            // ipvsadm shows marks from 2^31 on as negative numbers.
            service.FirewallMark = (uint)((_number * 4) + index + (Chance(50) ? 0x10000000 : 0));
        }
        else
        {
            service.VirtualAddress = IPAddress.Parse(
                isIPv6 ? $"2001:db8:1:{_number:x}::{index}" : $"10.{_number >> 8}.{_number & 255}.{index}"
            );
            service.Protocol = Choose(IpvsProtocol.Tcp, IpvsProtocol.Udp, IpvsProtocol.Sctp);
            service.VirtualPort = _random.Next(1, 65536);
        }

        SetScheduler(service);
        SetPersistence(service, isIPv6 ? 128 : 32);
        service.OnePacket = Chance(30) && service.Protocol is null or IpvsProtocol.Udp;
        return service;
    }

    private void SetScheduler(IpvsService service)
    {
        service.Scheduler = Choose(Schedulers);
        if (Chance(40))
        {
            string[] flags = service.Scheduler switch
            {
                "sh" => ["sh-fallback", "sh-port", "flag-3"],
                "mh" => ["mh-fallback", "mh-port", "flag-3"],
                _ => ["flag-1", "flag-2", "flag-3"],
            };
            service.SchedulerFlag = [.. flags.Where(_ => Chance(50))];
        }
    }

    private void SetPersistence(IpvsService service, int longestPrefix)
    {
        if (!Chance(50))
        {
            return;
        }

        service.PersistenceTimeout = TimeSpan.FromSeconds(Choose(1, 300, 360, _random.Next(1, 2678401), 2678400));
        service.PersistencePrefixLength = Choose(longestPrefix, _random.Next(1, longestPrefix + 1));
        service.PersistenceEngine = Chance(30) ? "sip" : null;
        service.VirtualPort = service.VirtualPort is null ? null : Choose(service.VirtualPort, 0);
    }

    private IEnumerable<IpvsRealServer> MakeServers(IpvsService service) =>
        Enumerable.Range(1, _random.Next(0, 5)).Select(index => MakeServer(service, index));

    private IpvsRealServer MakeServer(IpvsService service, int index)
    {
        var server = new IpvsRealServer
        {
            AddressFamily = service.AddressFamily,
            ForwardingMethod = Choose(IpvsForwardingMethod.Masquerade, IpvsForwardingMethod.DirectRoute, IpvsForwardingMethod.Tunnel),
        };
        if (service.FirewallMark is { } mark)
        {
            server.FirewallMark = mark;
        }
        else
        {
            server.VirtualAddress = service.VirtualAddress;
            server.Protocol = service.Protocol;
            server.VirtualPort = service.VirtualPort;
        }

        bool isTunnel = server.ForwardingMethod == IpvsForwardingMethod.Tunnel;
        bool isIPv6 = (service.AddressFamily == AddressFamily.IPv6) ^ (isTunnel && Chance(30));
        server.Address = IPAddress.Parse(
            isIPv6
                ? $"fd00:{_random.Next(65536):x}:{_random.Next(65536):x}::{index}"
                : $"172.{_random.Next(16, 32)}.{_random.Next(256)}.{(_random.Next(60) * 4) + index}"
        );
        bool mayChoosePort = service.FirewallMark is not null || server.ForwardingMethod == IpvsForwardingMethod.Masquerade;
        server.Port = mayChoosePort ? Choose(service.VirtualPort ?? 0, _random.Next(65536)) : service.VirtualPort!.Value;
        SetNumbers(server);
        if (isTunnel)
        {
            SetTunnel(server);
        }

        return server;
    }

    private void SetNumbers(IpvsRealServer server)
    {
        server.Weight = Choose(1, 0, _random.Next(65536), _random.Next(), int.MaxValue);
        server.UpperThreshold = (uint)Choose(0, _random.Next(65536), _random.Next(), int.MaxValue);
        server.LowerThreshold = Choose(0u, (uint)(_random.NextDouble() * server.UpperThreshold), server.UpperThreshold);
    }

    private void SetTunnel(IpvsRealServer server)
    {
        server.TunnelType = Choose(IpvsTunnelType.Ipip, IpvsTunnelType.Gue, IpvsTunnelType.Gre);
        server.TunnelPort = server.TunnelType == IpvsTunnelType.Gue ? _random.Next(1, 65536) : null;
        server.TunnelChecksum = server.TunnelType switch
        {
            IpvsTunnelType.Gue => Choose(IpvsTunnelChecksum.None, IpvsTunnelChecksum.Checksum, IpvsTunnelChecksum.Remote),
            IpvsTunnelType.Gre => Choose(IpvsTunnelChecksum.None, IpvsTunnelChecksum.Checksum),
            _ => null,
        };
    }
}
