namespace IpvsPS.KernelTests;

/// <summary>The lab is what the other tests take it for.</summary>
public sealed class GuestTests(LabSession lab)
{
    [Fact]
    public void The_kernel_is_a_user_mode_one() =>
        Assert.Contains("um", LabSession.Native("uname -r -m; grep -i 'model name' /proc/cpuinfo"), StringComparison.OrdinalIgnoreCase);

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void The_stock_kernel_has_iptables() =>
        Assert.Contains("-P FORWARD ACCEPT", LabSession.Native("iptables-legacy -S"), StringComparison.Ordinal);

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void The_stock_kernel_is_Debians_with_nftables_for_inet() =>
        Assert.Contains(
            "masquerade",
            LabSession.Native(
                "uname -v | grep -q Debian && nft 'add table inet lab; "
                    + "add chain inet lab c { type nat hook postrouting priority 0; }; "
                    + "add rule inet lab c masquerade' && nft list table inet lab && nft delete table inet lab"
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_kernel_has_ipvs() => Assert.Contains("IP Virtual Server", LabSession.Native("ipvsadm -Ln"), StringComparison.Ordinal);

    /// <summary>Below, its compiler falls back to code without optimization.</summary>
    [Fact]
    public void The_runtime_lies_above_4_GiB()
    {
        string line = File.ReadLines("/proc/self/maps").First(line => line.EndsWith("libcoreclr.so", StringComparison.Ordinal));
        Assert.True(Convert.ToUInt64(line.Split('-')[0], 16) >= 1UL << 32, line);
    }

    [Fact]
    public void Namespaces_can_be_named()
    {
        LabSession.Native("ip netns add lab-probe");
        try
        {
            Assert.Contains("lab-probe", LabSession.Native("ip netns list"), StringComparison.Ordinal);
        }
        finally
        {
            LabSession.Native("ip netns delete lab-probe");
        }
    }

    [Fact]
    public void Every_pipeline_runs_on_one_thread()
    {
        const string script = "[Environment]::CurrentManagedThreadId";
        Assert.Equal(lab.Run(script).Of<int>(), lab.Run(script).Of<int>());
    }

    [Fact]
    public void Objects_appear_as_in_a_console() => Assert.Equal("\nA B\n- -\n1 2\n\n", lab.Render("[pscustomobject]@{ A = 1; B = 2 }"));
}
