using System.Globalization;

namespace IpvsPS.Ipvs;

/// <summary>The options of a service in ipvsadm's words, as its listing shows them behind the scheduler.</summary>
internal static class IpvsServiceText
{
    public static string Options(IpvsService service)
    {
        var words = new List<string>();
        if (service.SchedulerFlag.Length > 0)
        {
            words.Add($"({string.Join(',', service.SchedulerFlag)})");
        }

        if (service.PersistenceTimeout is { } timeout)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"persistent {timeout.TotalSeconds:0}"));
            if (service.PersistencePrefixLength is { } length && length != service.Id.Address.BitCount)
            {
                words.Add(service.AddressFamily == AddressFamily.IPv6 ? $"mask {length}" : $"mask {IPv4Mask(length)}");
            }

            if (service.PersistenceEngine is { } engine)
            {
                words.Add($"pe {engine}");
            }
        }

        if (service.OnePacket)
        {
            words.Add("ops");
        }

        return string.Join(' ', words);
    }

    private static string IPv4Mask(int length)
    {
        uint mask = IpvsFlags.IPv4Mask(length);
        return $"{mask >> 24}.{mask >> 16 & 255}.{mask >> 8 & 255}.{mask & 255}";
    }
}
