using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Reads the rules that nearly all of a saved file consists of, <c>-A -t 10.0.0.1:80 -s wlc</c> and
/// <c>-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 1</c>, as <c>ipvsadm -Sn</c> itself writes them and with one look at each byte. Any other
/// line, a wrong one too, is left to <see cref="IpvsadmLine"/>, which takes several times as long.
/// </summary>
internal ref struct IpvsadmSavedLine
{
    private readonly ReadOnlySpan<byte> _line;
    private int _next;

    private IpvsadmSavedLine(ReadOnlySpan<byte> line) => _line = line;

    /// <summary>A rule of a real server with an IPv4 address; false leaves the line to be read otherwise.</summary>
    public static bool TryReadServer(ReadOnlySpan<byte> line, out IpvsServiceId service, out RealServer server)
    {
        service = default;
        server = default;
        var reader = new IpvsadmSavedLine(line);
        if (
            !reader.TryTake((byte)'a')
            || !reader.TryTakeService(out service)
            || !reader.TryTake((byte)'r')
            || !reader.TryTakeEndpoint(out InetAddress address, out ushort port)
            || !reader.TryTakeMethod(out IpvsForwardingMethod method)
            || !reader.TryTake((byte)'w')
            || !reader.TryTakeNumber(int.MaxValue, out uint weight)
            || !reader.IsAtEnd
        )
        {
            return false;
        }

        server = new RealServer(address, port) { ForwardingMethod = method, Weight = (int)weight };
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
        var reader = new IpvsadmSavedLine(line);
        return reader.TryTake((byte)'A')
            && reader.TryTakeService(out service)
            && reader.TryTake((byte)'s')
            && reader.TryTakeWord(out scheduler)
            && reader.IsAtEnd;
    }

    private readonly bool IsAtEnd => _next == _line.Length;

    /// <summary>Takes an option of one letter and the blanks around it: the first stands at the line's start.</summary>
    private bool TryTake(byte letter)
    {
        int at = _next;
        if (at > 0 && (at >= _line.Length || _line[at++] != (byte)' '))
        {
            return false;
        }

        if (at + 2 >= _line.Length || _line[at] != (byte)'-' || _line[at + 1] != letter)
        {
            return false;
        }

        _next = at + 2;
        return true;
    }

    private bool TryTakeService(out IpvsServiceId service)
    {
        service = default;
        IpvsProtocol protocol = IpvsProtocol.Tcp;
        if (!TryTake((byte)'t'))
        {
            protocol = IpvsProtocol.Udp;
            if (!TryTake((byte)'u'))
            {
                return false;
            }
        }

        if (!TryTakeEndpoint(out InetAddress address, out ushort port))
        {
            return false;
        }

        service = IpvsServiceId.ForAddress(address, port, protocol);
        return true;
    }

    private bool TryTakeMethod(out IpvsForwardingMethod method)
    {
        method = IpvsForwardingMethod.Masquerade;
        if (TryTake((byte)'m'))
        {
            return true;
        }

        method = IpvsForwardingMethod.DirectRoute;
        return TryTake((byte)'g');
    }

    /// <summary>A blank and 10.0.0.1:80.</summary>
    private bool TryTakeEndpoint(out InetAddress address, out ushort port)
    {
        address = default;
        port = 0;
        uint value = 0;
        for (int part = 0; part < 4; part++)
        {
            if (!TryTakeNumber(part == 0 ? (byte)' ' : (byte)'.', byte.MaxValue, out uint number))
            {
                return false;
            }

            value = (value << 8) | number;
        }

        if (!TryTakeNumber((byte)':', ushort.MaxValue, out uint portNumber))
        {
            return false;
        }

        address = InetAddress.FromIPv4(value);
        port = (ushort)portNumber;
        return true;
    }

    private bool TryTakeNumber(uint most, out uint number) => TryTakeNumber((byte)' ', most, out number);

    /// <summary>What stands before the number, and the number, without leading zeros.</summary>
    private bool TryTakeNumber(byte before, uint most, out uint number)
    {
        number = 0;
        int at = _next;
        if (at >= _line.Length || _line[at++] != before)
        {
            return false;
        }

        int start = at;
        ulong value = 0;
        while (at < _line.Length && (uint)(_line[at] - (byte)'0') <= 9 && at - start < 10)
        {
            value = (value * 10) + (uint)(_line[at++] - (byte)'0');
        }

        if (at == start || value > most || (at - start > 1 && _line[start] == (byte)'0'))
        {
            return false;
        }

        number = (uint)value;
        _next = at;
        return true;
    }

    private bool TryTakeWord(out ReadOnlySpan<byte> word)
    {
        word = default;
        int at = _next;
        if (at >= _line.Length || _line[at++] != (byte)' ')
        {
            return false;
        }

        int start = at;
        while (at < _line.Length && (uint)(_line[at] - (byte)'a') <= 'z' - 'a')
        {
            at++;
        }

        word = _line[start..at];
        _next = at;
        return at > start;
    }
}
