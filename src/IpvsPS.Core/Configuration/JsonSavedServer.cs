using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Reads a real server as <see cref="JsonConfigurationWriter"/> writes most of them: a line of its own with an IPv4 address, port,
/// forwarding method and weight. Anything else is left to <see cref="JsonRealServerReader"/>.
/// </summary>
internal static class JsonSavedServer
{
    /// <summary>Takes one from the end of the line before it to its closing brace.</summary>
    public static bool TryTake(ref SavedText text, out RealServer server)
    {
        server = default;
        if (
            !text.TryTake("\n        { \"address\": \""u8)
            || !text.TryTakeIPv4(out InetAddress address)
            || !text.TryTake("\", \"port\": "u8)
            || !text.TryTakeNumber(ushort.MaxValue, out uint port)
            || !text.TryTake(", \"forwardingMethod\": \""u8)
            || !text.TryTakeEither("Masquerade"u8, "DirectRoute"u8, out bool isMasquerade)
            || !text.TryTake("\", \"weight\": "u8)
            || !text.TryTakeNumber(int.MaxValue, out uint weight)
            || !text.TryTake(" }"u8)
        )
        {
            return false;
        }

        server = new RealServer(address, (ushort)port)
        {
            ForwardingMethod = isMasquerade ? IpvsForwardingMethod.Masquerade : IpvsForwardingMethod.DirectRoute,
            Weight = (int)weight,
        };
        return true;
    }
}
