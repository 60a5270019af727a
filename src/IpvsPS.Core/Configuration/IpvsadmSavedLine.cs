using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Reads the rules that nearly all of a saved file consists of, <c>-A -t 10.0.0.1:80 -s wlc</c> and
/// <c>-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 1</c>, as <c>ipvsadm -Sn</c> itself writes them. Any other line, a wrong one too, is left
/// to <see cref="IpvsadmLine"/>.
/// </summary>
internal static class IpvsadmSavedLine
{
    /// <summary>A rule of a real server with an IPv4 address; false leaves the line to be read otherwise.</summary>
    public static bool TryReadServer(ReadOnlySpan<byte> line, out IpvsServiceId service, out RealServer server)
    {
        service = default;
        server = default;
        var text = new SavedText(line);
        if (
            !text.TryTake("-a "u8)
            || !TryTakeService(ref text, out service)
            || !text.TryTake(" -r "u8)
            || !TryTakeEndpoint(ref text, out InetAddress address, out ushort port)
            || !text.TryTakeEither(" -m -w "u8, " -g -w "u8, out bool isMasquerade)
            || !text.TryTakeNumber(int.MaxValue, out uint weight)
            || !text.IsAtEnd
        )
        {
            return false;
        }

        server = new RealServer(address, port)
        {
            ForwardingMethod = isMasquerade ? IpvsForwardingMethod.Masquerade : IpvsForwardingMethod.DirectRoute,
            Weight = (int)weight,
        };
        return true;
    }

    /// <summary>A rule of a service with an IPv4 address that has only a scheduler; false leaves the line to be read otherwise.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="service">The service.</param>
    /// <param name="scheduler">The scheduler's name, a part of the line.</param>
    public static bool TryReadService(ReadOnlySpan<byte> line, out IpvsServiceId service, out ReadOnlySpan<byte> scheduler)
    {
        service = default;
        scheduler = default;
        var text = new SavedText(line);
        return text.TryTake("-A "u8)
            && TryTakeService(ref text, out service)
            && text.TryTake(" -s "u8)
            && text.TryTakeName(out scheduler)
            && text.IsAtEnd;
    }

    private static bool TryTakeService(ref SavedText text, out IpvsServiceId service)
    {
        service = default;
        if (!text.TryTakeEither("-t "u8, "-u "u8, out bool isTcp) || !TryTakeEndpoint(ref text, out InetAddress address, out ushort port))
        {
            return false;
        }

        service = IpvsServiceId.ForAddress(address, port, isTcp ? IpvsProtocol.Tcp : IpvsProtocol.Udp);
        return true;
    }

    private static bool TryTakeEndpoint(ref SavedText text, out InetAddress address, out ushort port)
    {
        port = 0;
        if (!text.TryTakeIPv4(out address) || !text.TryTake((byte)':') || !text.TryTakeNumber(ushort.MaxValue, out uint number))
        {
            return false;
        }

        port = (ushort)number;
        return true;
    }
}
