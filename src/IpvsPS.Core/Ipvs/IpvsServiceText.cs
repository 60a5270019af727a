using System.Globalization;

namespace IpvsPS.Ipvs;

/// <summary>The settings of a service: whether two are the same, and the words in which ipvsadm lists them.</summary>
internal static class IpvsServiceText
{
    /// <summary>Whether setting one and setting the other sends the same.</summary>
    public static bool HaveSameSettings(IpvsService left, IpvsService right) =>
        left.Scheduler == right.Scheduler && HaveSameSettingsButScheduler(left, right);

    public static bool HaveSameSettingsButScheduler(IpvsService left, IpvsService right) =>
        IpvsFlags.Of(left) == IpvsFlags.Of(right)
        && left.PersistenceTimeout == right.PersistenceTimeout
        && PrefixLength(left) == PrefixLength(right)
        && (left.PersistenceEngine ?? string.Empty) == (right.PersistenceEngine ?? string.Empty);

    /// <summary>The options behind the scheduler.</summary>
    public static string Options(IpvsService service)
    {
        var words = new List<string>();
        if (service.SchedulerFlag is { Length: > 0 } flags)
        {
            words.Add($"({string.Join(',', flags)})");
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

        if (service.OnePacket == true)
        {
            words.Add("ops");
        }

        return string.Join(' ', words);
    }

    private static int PrefixLength(IpvsService service) =>
        service.PersistenceTimeout is null ? 0 : service.PersistencePrefixLength ?? service.Id.Address.BitCount;

    public static string IPv4Mask(int length)
    {
        uint mask = IpvsFlags.IPv4Mask(length);
        return $"{mask >> 24}.{mask >> 16 & 255}.{mask >> 8 & 255}.{mask & 255}";
    }
}
