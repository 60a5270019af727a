namespace IpvsPS.Ipvs;

/// <summary>A service's flag word (IP_VS_SVC_F_*, <c>include/uapi/linux/ip_vs.h</c>) and the names ipvsadm gives to its scheduler
/// bits.</summary>
public static class IpvsFlags
{
    internal const uint Persistent = 0x1;
    internal const uint OnePacket = 0x4;

    /// <summary>The names of the schedulers' flags.</summary>
    public static readonly string[] SchedulerFlagNames = ["sh-fallback", "sh-port", "mh-fallback", "mh-port", "flag-1", "flag-2", "flag-3"];

    /// <summary>IP_VS_SVC_F_SCHED1, 2 and 3.</summary>
    private static readonly uint[] SchedulerBits = [0x8, 0x10, 0x20];

    /// <summary>The bit of a flag's name, or 0 for a name that is none.</summary>
    public static uint SchedulerBit(string name) =>
        name.ToLowerInvariant() switch
        {
            "sh-fallback" or "mh-fallback" or "flag-1" => SchedulerBits[0],
            "sh-port" or "mh-port" or "flag-2" => SchedulerBits[1],
            "flag-3" => SchedulerBits[2],
            _ => 0,
        };

    /// <summary>Whether a flag's name means something to a scheduler: sh-port is for sh alone, flag-1 for any.</summary>
    public static bool IsFlagOf(string scheduler, string name) =>
        name.ToLowerInvariant()[..3] switch
        {
            "sh-" => scheduler == "sh",
            "mh-" => scheduler == "mh",
            _ => SchedulerBit(name) != 0,
        };

    /// <summary>The bits' names, which for the schedulers sh and mh are words.</summary>
    public static string[] SchedulerFlags(uint flags, string scheduler)
    {
        if ((flags & (SchedulerBits[0] | SchedulerBits[1] | SchedulerBits[2])) == 0)
        {
            return [];
        }

        string[] names = scheduler switch
        {
            "sh" => ["sh-fallback", "sh-port", "flag-3"],
            "mh" => ["mh-fallback", "mh-port", "flag-3"],
            _ => ["flag-1", "flag-2", "flag-3"],
        };
        return [.. names.Where((_, i) => (flags & SchedulerBits[i]) != 0)];
    }

    /// <summary>The flag word that the kernel is given for a service's settings.</summary>
    public static uint Of(IpvsService service)
    {
        uint flags = service.PersistenceTimeout is null ? 0 : Persistent;
        flags |= service.OnePacket == true ? OnePacket : 0;
        foreach (string name in service.SchedulerFlag ?? [])
        {
            flags |= SchedulerBit(name);
        }

        return flags;
    }

    internal static uint IPv4Mask(int prefixLength) => prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength);
}
