using System.Globalization;

namespace IpvsPS.KernelTests;

/// <summary>The machine's clock, which is the whole guest's: whoever moves it moves it back.</summary>
internal static class LabClock
{
    /// <summary>Sets it on by so many seconds, or back.</summary>
    public static void Move(int seconds) =>
        LabSession.Native(
            $"date -s @$(awk -v now=$EPOCHREALTIME 'BEGIN {{ printf \"%.3f\", now + {seconds.ToString(CultureInfo.InvariantCulture)} }}')"
        );
}
