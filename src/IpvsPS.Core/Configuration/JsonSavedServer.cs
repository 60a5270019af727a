using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Reads a real server behind another one as <see cref="JsonConfigurationWriter"/> writes most of them: a line of its own with an IPv4
/// address, port, forwarding method and weight. Anything else is left to <see cref="JsonRealServerReader"/>.
/// </summary>
internal static class JsonSavedServer
{
    /// <param name="text">What follows the real server before.</param>
    /// <param name="server">The real server.</param>
    /// <param name="length">How many bytes it takes up, the comma before it included.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out RealServer server, out int length)
    {
        server = default;
        length = 0;
        var saved = new SavedText(text);
        if (
            !saved.TryTake(",\n        { \"address\": \""u8)
            || !saved.TryTakeIPv4(out InetAddress address)
            || !saved.TryTake("\", \"port\": "u8)
            || !saved.TryTakeNumber(ushort.MaxValue, out uint port)
            || !saved.TryTake(", \"forwardingMethod\": \""u8)
        )
        {
            return false;
        }

        IpvsForwardingMethod method = IpvsForwardingMethod.Masquerade;
        if (!saved.TryTake("Masquerade"u8))
        {
            method = IpvsForwardingMethod.DirectRoute;
            if (!saved.TryTake("DirectRoute"u8))
            {
                return false;
            }
        }

        if (!saved.TryTake("\", \"weight\": "u8) || !saved.TryTakeNumber(int.MaxValue, out uint weight) || !saved.TryTake(" }"u8))
        {
            return false;
        }

        server = new RealServer(address, (ushort)port) { ForwardingMethod = method, Weight = (int)weight };
        length = saved.Taken;
        return true;
    }
}
