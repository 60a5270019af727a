namespace IpvsPS.KernelTests;

/// <summary>
/// Where a test runs: on the newest user-mode kernel, unless its trait <see cref="Trait"/> says otherwise. SecondOpinionTests runs a few
/// on both.
/// </summary>
public static class Kernels
{
    public const string Trait = "Kernel";

    /// <summary>On Debian's stock kernel alone: what needs iptables or nftables.</summary>
    public const string Stock = "stock";

    /// <summary>How many seconds the tests of a class take together, where that is about half a minute or more: by this trait the
    /// parts get their shares. Any other test counts as half a second.</summary>
    public const string Seconds = "Seconds";

    /// <summary>A class whose tests wait for most of their time: with <see cref="ForSeconds"/> they run beside what computes.</summary>
    public const string Waits = "Waits";

    /// <summary>The value of <see cref="Waits"/>.</summary>
    public const string ForSeconds = "seconds";
}
