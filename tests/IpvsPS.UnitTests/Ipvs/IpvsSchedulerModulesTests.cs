using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>The kernel's schedulers are found by their modules, wherever a system lists these.</summary>
public sealed class IpvsSchedulerModulesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("schedulers").FullName;

    private string Loaded => Path.Combine(_root, "module");

    private string Installed => Path.Combine(_root, "installed");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Modules_that_are_loaded_built_in_and_installed()
    {
        Module("ip_vs");
        Module("ip_vs_rr", "initstate");
        Module("ip_vs_mine", "parameters");
        Module("ip_vs_pe_sip", "initstate");
        Module("ip_vs_ftp", "initstate");
        Module("ipip", "initstate");
        Directory.CreateDirectory(Installed);
        File.WriteAllText(Path.Combine(Installed, "modules.builtin"), "kernel/net/netfilter/ipvs/ip_vs_wlc.ko\nkernel/net/ipv4/ipip.ko\n");
        File.WriteAllText(
            Path.Combine(Installed, "modules.dep"),
            """
            kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: kernel/net/netfilter/ipvs/ip_vs.ko.xz
            kernel/net/netfilter/ipvs/ip_vs_mh.ko.zst: kernel/net/netfilter/ipvs/ip_vs.ko.zst
            kernel/net/netfilter/ipvs/ip_vs_ftp.ko: kernel/net/netfilter/ipvs/ip_vs.ko
            kernel/net/netfilter/xt_ipvs.ko: kernel/net/netfilter/ipvs/ip_vs.ko

            """
        );

        Assert.Equal(
            [
                new("mh", IpvsSchedulerState.Loadable),
                new("mine", IpvsSchedulerState.BuiltIn),
                new("none", IpvsSchedulerState.BuiltIn),
                new("rr", IpvsSchedulerState.Loaded),
                new("wlc", IpvsSchedulerState.BuiltIn),
            ],
            IpvsSchedulerModules.List(Loaded, Installed)
        );
    }

    [Fact]
    public void None_where_the_kernel_has_no_IPVS() => Assert.Empty(IpvsSchedulerModules.List(Loaded, Installed));

    [Fact]
    public void The_directory_is_that_of_the_running_kernel() =>
        Assert.Equal($"/lib/modules/{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}", IpvsSchedulerModules.Directory);

    private void Module(string name, string? file = null)
    {
        string directory = Path.Combine(Loaded, name);
        Directory.CreateDirectory(directory);
        if (file is not null)
        {
            File.WriteAllText(Path.Combine(directory, file), "live");
        }
    }
}
