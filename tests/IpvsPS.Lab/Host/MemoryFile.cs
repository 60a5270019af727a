namespace IpvsPS.Lab.Host;

/// <summary>Where the guest's memory lies: in memory where there is room, on disk otherwise.</summary>
internal static class MemoryFile
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>The most memory a guest gets; the machine gives only what the guest touches.</summary>
    private const long MostMegabytes = 4096;

    private const long LeastMegabytes = 1024;

    public static (string Directory, long Megabytes) Choose(string scratch)
    {
        const string shared = "/dev/shm";
        long room = AllowsExecution(shared) ? FreeMegabytes(shared) : 0;
        return room >= LeastMegabytes + 512
            ? (shared, Math.Min(MostMegabytes, room - 512))
            : (scratch, Math.Clamp(FreeMegabytes(scratch) - 512, LeastMegabytes, MostMegabytes));
    }

    private static long FreeMegabytes(string directory) => new DriveInfo(directory).AvailableFreeSpace / Megabyte;

    /// <summary>The kernel maps its memory executable, which a mount may forbid (containers often do).</summary>
    private static bool AllowsExecution(string mountPoint)
    {
        string[]? mount = File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' '))
            .LastOrDefault(fields => fields[1] == mountPoint);
        return mount is not null && !mount[3].Split(',').Contains("noexec");
    }
}
