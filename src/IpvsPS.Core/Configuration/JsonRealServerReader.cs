using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads one real server of the JSON form.</summary>
internal static class JsonRealServerReader
{
    /// <param name="cursor">On the object's start; afterwards on its end.</param>
    /// <param name="position">Of the object.</param>
    /// <param name="hasPort">Whether a port is given; without one it is the service's.</param>
    public static RealServer Read(ref JsonCursor cursor, TextPosition position, out bool hasPort)
    {
        var server = new RealServer(default, 0);
        hasPort = false;
        while (cursor.ReadKey())
        {
            if (cursor.Is("address"u8))
            {
                server.Address = cursor.ReadAddress("address");
            }
            else if (cursor.Is("port"u8))
            {
                server.Port = (ushort)cursor.ReadNumber("port", 0, ushort.MaxValue);
                hasPort = true;
            }
            else if (cursor.Is("forwardingMethod"u8))
            {
                server.ForwardingMethod = cursor.ReadChoice(
                    "forwardingMethod",
                    "Masquerade"u8,
                    IpvsForwardingMethod.Masquerade,
                    "DirectRoute"u8,
                    IpvsForwardingMethod.DirectRoute,
                    "Tunnel"u8,
                    IpvsForwardingMethod.Tunnel
                );
            }
            else if (cursor.Is("weight"u8))
            {
                server.Weight = (int)cursor.ReadNumber("weight", 0, int.MaxValue);
            }
            else if (!TryReadRare(ref cursor, ref server))
            {
                throw cursor.UnknownKey(
                    "a real server",
                    "address, port, forwardingMethod, weight, suspended, upperThreshold, lowerThreshold, tunnelType, "
                        + "tunnelPort and tunnelChecksum"
                );
            }
        }

        return server.Address.Family != 0
            ? server
            : throw ConfigurationRules.Error("the real server has no address: give it one.", position);
    }

    private static bool TryReadRare(ref JsonCursor cursor, ref RealServer server)
    {
        if (cursor.Is("suspended"u8))
        {
            server.IsSuspended = cursor.ReadSwitch("suspended");
        }
        else if (cursor.Is("upperThreshold"u8))
        {
            server.UpperThreshold = (uint)cursor.ReadNumber("upperThreshold", 0, int.MaxValue);
        }
        else if (cursor.Is("lowerThreshold"u8))
        {
            server.LowerThreshold = (uint)cursor.ReadNumber("lowerThreshold", 0, int.MaxValue);
        }
        else if (cursor.Is("tunnelType"u8))
        {
            server.TunnelType = cursor.ReadChoice(
                "tunnelType",
                "Ipip"u8,
                IpvsTunnelType.Ipip,
                "Gue"u8,
                IpvsTunnelType.Gue,
                "Gre"u8,
                IpvsTunnelType.Gre
            );
        }
        else if (cursor.Is("tunnelPort"u8))
        {
            server.TunnelPort = (ushort)cursor.ReadNumber("tunnelPort", 1, ushort.MaxValue);
        }
        else if (cursor.Is("tunnelChecksum"u8))
        {
            server.TunnelChecksum = cursor.ReadChoice(
                "tunnelChecksum",
                "None"u8,
                IpvsTunnelChecksum.None,
                "Checksum"u8,
                IpvsTunnelChecksum.Checksum,
                "Remote"u8,
                IpvsTunnelChecksum.Remote
            );
        }
        else
        {
            return false;
        }

        return true;
    }
}
