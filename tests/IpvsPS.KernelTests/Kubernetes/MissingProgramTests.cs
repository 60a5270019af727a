using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>Kubernetes services where the program nft is not installed or refuses: what needs it is refused whole, and the rest
/// works.</summary>
public sealed class MissingProgramTests(LabSession lab) : IDisposable
{
    private const string Options = "-NodeName node1 -AllowUnfiltered -ClusterCidr 172.17.0.0/16, fd00:17::/64 -AddressMode Link";

    /// <summary>The guest's files are its own: what is moved here is in its place on the machine.</summary>
    private const string Away = "/run/nft-away";

    private readonly ScratchNamespace _ns = new();

    private static string Read => RecordedNode.Read("start");

    public void Dispose()
    {
        LabSession.Native($"if [ -e {Away} ]; then mv {Away} /usr/sbin/nft; fi");
        _ns.Dispose();
    }

    [Fact]
    public void Masquerading_is_refused_with_the_package_and_nothing_is_applied_and_the_rest_works()
    {
        RecordedNode.Make(_ns);
        string before = State();
        TakeAway();
        foreach (string mode in (string[])["", "-Masquerade All"])
        {
            AssertRefused($"{Read} | Sync-IpvsKubernetesService {Options} {mode} -NetNamespace {_ns}");
            AssertRefused($"{Read} | Sync-IpvsKubernetesService {Options} {mode} -NetNamespace {_ns} -WhatIf");
        }

        Assert.Equal(before, State());

        // What needs no packet filter.
        lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -Masquerade None -NetNamespace {_ns}");
        Assert.NotEmpty(_ns.Saved());
        EngineResult rows = lab.Works($"{Read} | Get-IpvsKubernetesService {Options} -NetNamespace {_ns}");
        Assert.Contains(rows.Output, row => $"{row.Properties["Service"].Value} {row.Properties["Presence"].Value}" == "shop/cart Present");
        lab.Works($"Clear-IpvsKubernetesService -KubeProxy -Force -NetNamespace {_ns}");
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        Assert.Equal(before, State());
    }

    [Fact]
    public void Where_nft_refuses_a_change_nothing_is_applied_and_nothing_stays_noted()
    {
        RecordedNode.Make(_ns);
        string before = State();
        TakeAway();

        // It has no table, and refuses to make one.
        LabSession.Native(
            """
            printf '%s\n' '#!/bin/sh' '[ "$1" = -f ] || { echo "Error: No such file or directory" >&2; exit 1; }' 'cat > /dev/null' \
                'echo "Error: Could not process rule: Operation not supported" >&2; exit 1' > /usr/sbin/nft && chmod 755 /usr/sbin/nft
            """
        );
        EngineResult refused = lab.Run($"{Read} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns} -PassThru");
        ErrorRecord error = Assert.Single(refused.Errors);
        Assert.StartsWith("IpvsFirewallRefused,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Operation not supported", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
        Assert.Equal(before, State());
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void A_table_that_is_there_stays_whole_with_all_that_belongs_to_it_until_there_is_the_program_again()
    {
        RecordedNode.Make(_ns);
        lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns}");
        string before = State();
        string table = _ns.Native("nft list table inet ipvsps");
        TakeAway();
        AssertRefused($"{Read} | Sync-IpvsKubernetesService {Options} -Masquerade None -NetNamespace {_ns}");
        AssertRefused($"{Read} | Sync-IpvsKubernetesService {Options} -NetNamespace {_ns}");
        AssertRefused($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        AssertRefused($"Clear-IpvsKubernetesService -WhatIf -NetNamespace {_ns}");
        Assert.Equal(before, State());
        lab.Works($"{Read} | Get-IpvsKubernetesService {Options} -NetNamespace {_ns}");

        LabSession.Native($"mv {Away} /usr/sbin/nft");
        Assert.Equal(table, _ns.Native("nft list table inet ipvsps"));
        EngineResult plain = lab.Works($"{Read} | Sync-IpvsKubernetesService {Options} -Masquerade None -NetNamespace {_ns} -PassThru");
        Assert.Contains("Remove Filter ipvsps", plain.Output.Select(change => $"{change}"));
        Assert.DoesNotContain("ipvsps", _ns.Native("nft list tables"), StringComparison.Ordinal);
        lab.Works($"Clear-IpvsKubernetesService -Force -NetNamespace {_ns}");
        Assert.Empty(_ns.Saved());
    }

    /// <summary>A machine without nftables has no program in that place.</summary>
    private static void TakeAway() => LabSession.Native($"if [ -e /usr/sbin/nft ]; then mv /usr/sbin/nft {Away}; fi");

    private void AssertRefused(string script)
    {
        EngineResult refused = lab.Run(script);
        ErrorRecord error = Assert.Single(refused.Errors);
        Assert.StartsWith("IpvsFirewallProgramMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.NotInstalled, error.CategoryInfo.Category);
        Assert.Contains("apt-get install nftables", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    /// <summary>All that a sync may change, but the packet filter.</summary>
    private string State() =>
        string.Join('\n', _ns.Saved())
        + _ns.Native(
            """
            bash -c 'ip -br link; ip -br addr; ip route show table all; ip -6 route show table all
            sysctl net.ipv4.vs.expire_nodest_conn net.ipv4.vs.expire_quiescent_template net.ipv4.ip_forward
            ls /run/ipvsps/*.json 2>/dev/null || true'
            """
        );
}
