using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>Services, real servers and words as JSON, alike in every kind of state.</summary>
internal static class StateJson
{
    /// <summary>Writes the properties of a service's identity.</summary>
    public static void WriteService(Utf8JsonWriter writer, IpvsServiceId service)
    {
        if (service.IsFirewallMark)
        {
            writer.WriteNumber("firewallMark", service.FirewallMark);
            writer.WriteString("addressFamily", service.Family.ToString());
        }
        else
        {
            writer.WriteNumber("protocol", service.Protocol);
            writer.WriteString("virtualAddress", service.Address.ToString());
            writer.WriteNumber("virtualPort", service.Port);
        }
    }

    /// <summary>The service whose identity an object holds.</summary>
    /// <exception cref="FormatException">It holds none.</exception>
    public static IpvsServiceId ReadService(JsonElement entry) =>
        entry.TryGetProperty("firewallMark", out JsonElement mark)
            ? IpvsServiceId.ForFirewallMark(mark.GetUInt32(), ReadWord<AddressFamily>(entry.GetProperty("addressFamily")))
            : IpvsServiceId.ForAddress(
                ReadAddress(entry.GetProperty("virtualAddress")),
                entry.GetProperty("virtualPort").GetUInt16(),
                (IpvsProtocol)entry.GetProperty("protocol").GetUInt16()
            );

    /// <summary>Writes the properties that tell a real server from the others of its service.</summary>
    public static void WriteRealServer(Utf8JsonWriter writer, RealServerId server)
    {
        writer.WriteString("realAddress", server.Address.ToString());
        writer.WriteNumber("realPort", server.Port);
    }

    /// <summary>The real server of a service that an object tells.</summary>
    /// <exception cref="FormatException">It tells none.</exception>
    public static RealServerId ReadRealServer(JsonElement entry, IpvsServiceId service) =>
        new(service, ReadAddress(entry.GetProperty("realAddress")), entry.GetProperty("realPort").GetUInt16());

    /// <summary>The value of an enum whose name a text is.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static T ReadWord<T>(JsonElement text)
        where T : struct, Enum =>
        Enum.TryParse(text.GetString(), out T value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"{text.GetRawText()} is none of {string.Join(", ", Enum.GetNames<T>())}");

    private static InetAddress ReadAddress(JsonElement text) =>
        InetAddress.TryParse(text.GetString() ?? string.Empty, out InetAddress address)
            ? address
            : throw new FormatException($"{text.GetRawText()} is not an address");
}
