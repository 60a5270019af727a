namespace IpvsPS.Lab.Host;

/// <summary>Which kernel takes the place of one that this machine cannot boot.</summary>
internal static class KernelChoice
{
    private static readonly Lazy<bool> LegacyFits = new(FindWhetherLegacyFits);

    /// <summary>The kernel itself where it can be booted, otherwise the one that takes its place.</summary>
    /// <param name="asked">The one that is asked for.</param>
    public static LabKernel Of(LabKernel asked) =>
        asked == LabKernel.Stock || (asked == LabKernel.User && UserModeKernel.EnsureNewest()) ? asked
        : LegacyFits.Value ? LabKernel.Legacy
        : LabKernel.Stock;

    /// <summary>
    /// The user-mode Linux 6.1 has no room for the 8 KiB of registers that AMX adds to each process: it ends as it starts its first
    /// one, in put_fp_registers.
    /// </summary>
    private static bool FindWhetherLegacyFits()
    {
        bool fits = !File.ReadLines("/proc/cpuinfo")
            .Any(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Split(' ').Contains("amx_tile"));
        if (!fits)
        {
            Console.Error.WriteLine(
                "lab: The user-mode kernel of this machine's Debian does not run on a processor with AMX. The stock kernel takes its "
                    + "place, which is slower."
            );
        }

        return fits;
    }
}
