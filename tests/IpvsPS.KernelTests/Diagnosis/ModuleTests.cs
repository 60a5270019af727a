using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What takes the module out of the kernel: no namespace may have a service meanwhile.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class ModuleTests(LabSession lab)
{
    private const string Options = "/etc/modprobe.d/ip_vs.conf";

    /// <summary>One entry more than eight for each of the 256 chains of the smallest table.</summary>
    private const int Clients = (8 * 256) + 1;

    [Fact]
    public void D007_the_module_is_missing_and_D015_its_connection_table_is_small()
    {
        string modules = string.Join(' ', LabSession.Native("lsmod | awk '/^(ip_vs|xt_ipvs)/ { print $1 }'").Split());
        using var director = new ScratchNamespace();
        string asking = $"Debug-IpvsService -NetNamespace {director} -WarningAction Ignore -ExcludeId S113";
        try
        {
            LabSession.Native($"echo options ip_vs conn_tab_bits=8 > {Options}");
            Unload();
            Objects.IpvsFinding missing = Assert.Single(lab.Works(asking).Of<Objects.IpvsFinding>());
            Assert.Equal("D007", missing.Id);
            Load(missing.Cure);
            Assert.Empty(lab.Works(asking).Output);

            LabSession.Native(
                $"ip -n {director} link add lan up type dummy; ip -n {director} address add 10.66.0.1/24 dev lan; "
                    + $"ip -n {director} address add 10.66.1.185/32 dev lan; ip netns exec {director} sysctl -qw net.ipv4.ip_forward=1; "
                    + $"ip -n {director} neigh add 10.66.0.11 lladdr 02:00:5e:00:01:11 dev lan"
            );
            Serve();
            Objects.IpvsFinding small = Assert.Single(lab.Works(asking).Of<Objects.IpvsFinding>());
            Assert.Equal(("D015", "2049 connections in a table of 256 chains"), (small.Id, small.Is));
            lab.Works(small.Cure.Split("; then load")[0]);
            director.Native("ipvsadm -C");
            Unload();
            Load("modprobe ip_vs");
            Serve();
            Assert.Empty(lab.Works(asking).Output);
        }
        finally
        {
            director.Native("ipvsadm -C");
            LabSession.Native($"rm -f {Options}");
            Unload();
            Load("modprobe ip_vs");
        }

        // A namespace that is gone gives up its services some time later.
        void Unload() =>
            Poll.Until(
                () => LabSession.Native($"modprobe -r -d /run/modules {modules} 2>&1 || true").Length == 0,
                "the module can be unloaded",
                TimeSpan.FromSeconds(30)
            );

        // The lab has its modules in a directory of its own.
        void Load(string typed)
        {
            LabSession.Native(typed.Replace("modprobe", "modprobe -d /run/modules", StringComparison.Ordinal));
            LabSession.Native($"modprobe -a -d /run/modules {modules}");
        }

        void Serve()
        {
            lab.Works(
                $"$null = New-IpvsService 10.66.1.185:53 -Protocol Udp -NetNamespace {director}; Add-IpvsRealServer 10.66.0.11 "
                    + $"-VirtualAddress 10.66.1.185:53 -Protocol Udp -ForwardingMethod Masquerade -NetNamespace {director}"
            );
            Senders.Send(director, "10.66.1.185", 53, Clients, times: 1);
        }
    }
}
