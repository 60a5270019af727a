using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The kernel's own unit of time (jiffies), in which /proc/net/ip_vs has persistence.</summary>
internal static unsafe partial class KernelTicks
{
    /// <summary>CLOCK_MONOTONIC_COARSE, from <c>include/uapi/linux/time.h</c>: it moves once a tick, and says how long one is.</summary>
    private const int CoarseClock = 6;

    private const double NanosecondsPerSecond = 1e9;

    /// <summary>How many ticks make a second (CONFIG_HZ), which sysconf(_SC_CLK_TCK) does not tell.</summary>
    public static int PerSecond { get; } = Read();

    /// <exception cref="NetlinkException">The kernel does not have the clock.</exception>
    private static int Read()
    {
        TimeSpec tick;
        return Resolution(CoarseClock, &tick) == 0
            ? (int)Math.Round(NanosecondsPerSecond / tick.Nanoseconds)
            : throw new NetlinkException("read how long a tick of the kernel is", (Errno)Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "clock_getres", SetLastError = true)]
    private static partial int Resolution(int clock, TimeSpec* resolution);

    /// <summary>struct timespec: two C longs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
