using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace IpvsPS.Ipvs;

/// <summary>
/// Reads the lines of /proc/net/ip_vs as <c>ip_vs_info_seq_show</c> (<c>net/netfilter/ipvs/ip_vs_ctl.c</c>) writes them: a
/// service and below it its real servers. They lack scheduler flags and persistence engines, thresholds, the details of
/// tunnels, <c>ops</c> of IPv6 services, and the family of firewall marks, which is inferred where something tells it.
/// </summary>
/// <param name="ticksPerSecond">How many of the kernel's ticks, in which persistence is written, make a second.</param>
internal sealed class IpvsProcTableText(int ticksPerSecond)
{
    /// <summary>The IPv4 mask of one bit, and the IPv6 prefix length 128 as it comes out of a host's 32 bits turned round.</summary>
    private const uint AmbiguousMask = 0x8000_0000;

    private readonly List<RealServer> _rows = [];
    private IpvsService? _service;
    private uint? _mask;

    /// <summary>The services so far that are complete, with their real servers by address and port.</summary>
    public List<(IpvsService Service, RealServer[] Servers)> Services { get; } = [];

    /// <summary>Takes the next line behind the headings; false where it is not in the kernel's form.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        ReadOnlySpan<byte> first = IpvsProcText.NextWord(ref rest);
        if (first.SequenceEqual("->"u8))
        {
            return _service is not null && TryAddRealServer(rest);
        }

        Finish();
        return first.SequenceEqual("FWM"u8) ? TryAddMark(rest) : TryAddAddress(line);
    }

    /// <summary>Completes the last service: its real servers may tell its family.</summary>
    public void Finish()
    {
        if (_service is not { } service)
        {
            return;
        }

        if (service.FirewallMark is { } mark)
        {
            service.Id = IpvsServiceId.ForFirewallMark(mark, InferFamily());
        }

        service.PersistencePrefixLength = _mask is { } mask ? PrefixLength(mask, service.Id.Family) : null;
        // Always so of IPv6, whose lines leave it out.
        service.OnePacket = service.Id is { IsFirewallMark: false, Family: AddressFamily.IPv6 } ? null : service.OnePacket;
        _rows.Reverse();
        RealServer.Sort(CollectionsMarshal.AsSpan(_rows));
        Services.Add((service, [.. _rows]));
        _service = null;
        _rows.Clear();
    }

    private bool TryAddMark(ReadOnlySpan<byte> rest) =>
        Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out uint mark, out _, 'X')
        && mark != 0
        && TryAddService(IpvsServiceId.ForFirewallMark(mark, IpvsServiceId.UnknownFamily), rest);

    private bool TryAddAddress(ReadOnlySpan<byte> rest) =>
        IpvsProcText.TryReadProtocol(ref rest, out ushort protocol)
        && TryReadEndpoint(ref rest, out InetAddress address, out ushort port)
        && TryAddService(IpvsServiceId.ForAddress(address, port, (IpvsProtocol)protocol), rest);

    private bool TryAddService(IpvsServiceId id, ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> scheduler = IpvsProcText.NextWord(ref rest);
        ReadOnlySpan<byte> option = IpvsProcText.NextWord(ref rest);
        bool isOnePacket = option.SequenceEqual("ops"u8);
        option = isOnePacket ? IpvsProcText.NextWord(ref rest) : option;
        bool isPersistent = option.SequenceEqual("persistent"u8);
        if (scheduler.IsEmpty || (!isPersistent && !option.IsEmpty))
        {
            return false;
        }

        uint mask = 0;
        int ticks = 0;
        if (
            isPersistent
            && !(
                Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out ticks, out _)
                && Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out mask, out _, 'X')
            )
        )
        {
            return false;
        }

        _mask = isPersistent ? mask : null;
        _service = new IpvsService(id)
        {
            IsPartial = true,
            Scheduler = Encoding.UTF8.GetString(scheduler),
            SchedulerFlag = null,
            // Unsigned in the kernel, whatever it prints.
            PersistenceTimeout = isPersistent ? TimeSpan.FromSeconds((uint)ticks / ticksPerSecond) : null,
            OnePacket = isOnePacket,
        };
        return true;
    }

    private bool TryAddRealServer(ReadOnlySpan<byte> rest)
    {
        bool isRead =
            TryReadEndpoint(ref rest, out InetAddress address, out ushort port)
            & TryReadForwarding(IpvsProcText.NextWord(ref rest), out IpvsForwardingMethod forwarding)
            & Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out int weight, out _)
            & Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out int active, out _)
            & Utf8Parser.TryParse(IpvsProcText.NextWord(ref rest), out int inactive, out _);
        if (isRead)
        {
            _rows.Add(
                new RealServer(address, port)
                {
                    IsPartial = true,
                    ForwardingMethod = forwarding,
                    Weight = weight,
                    ActiveConnections = (uint)active,
                    InactiveConnections = (uint)inactive,
                }
            );
        }

        return isRead;
    }

    /// <summary><c>0A000001:0050</c> or <c>[2001:0db8:0000:0000:0000:0000:0000:0001]:0050</c>.</summary>
    private static bool TryReadEndpoint(ref ReadOnlySpan<byte> rest, out InetAddress address, out ushort port)
    {
        ReadOnlySpan<byte> word = IpvsProcText.NextWord(ref rest);
        int colon = word.LastIndexOf((byte)':');
        ReadOnlySpan<byte> host = colon < 0 ? default : word[..colon];
        host = host.StartsWith("["u8) && host.EndsWith("]"u8) ? host[1..^1] : host;
        port = 0;
        return IpvsProcText.TryParseAddress(host, out address)
            && Utf8Parser.TryParse(word[(colon + 1)..], out port, out int used, 'X')
            && used == word.Length - colon - 1;
    }

    /// <summary><c>ip_vs_fwd_name</c>.</summary>
    private static bool TryReadForwarding(ReadOnlySpan<byte> word, out IpvsForwardingMethod forwarding)
    {
        IpvsForwardingMethod? found =
            word.SequenceEqual("Masq"u8) ? IpvsForwardingMethod.Masquerade
            : word.SequenceEqual("Route"u8) ? IpvsForwardingMethod.DirectRoute
            : word.SequenceEqual("Tunnel"u8) ? IpvsForwardingMethod.Tunnel
            : word.SequenceEqual("Local"u8) ? IpvsForwardingMethod.LocalNode
            : word.SequenceEqual("Bypass"u8) ? IpvsForwardingMethod.Bypass
            : null;
        forwarding = found.GetValueOrDefault();
        return found is not null;
    }

    /// <summary>Only tunnels lead to real servers of the other family; and few masks could be of either.</summary>
    private AddressFamily InferFamily()
    {
        int telling = _rows.FindIndex(row => row.ForwardingMethod != IpvsForwardingMethod.Tunnel);
        if (telling >= 0)
        {
            return _rows[telling].Address.Family;
        }

        return _mask is null or AmbiguousMask ? IpvsServiceId.UnknownFamily
            : IsContiguous(_mask.Value) ? AddressFamily.IPv4
            : AddressFamily.IPv6;
    }

    private static bool IsContiguous(uint mask) => mask != 0 && BitOperations.LeadingZeroCount(~mask) == BitOperations.PopCount(mask);

    /// <summary>The kernel keeps an IPv6 prefix length where IPv4 has a mask in network order, and turns either round.</summary>
    private static int? PrefixLength(uint mask, AddressFamily family) =>
        family switch
        {
            AddressFamily.IPv4 => BitOperations.PopCount(mask),
            AddressFamily.IPv6 => (int)BinaryPrimitives.ReverseEndianness(mask),
            _ => null,
        };
}
