using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Settings: those of the namespace's own /proc/sys/net/ipv4/vs, typed and described.</summary>
public sealed class SettingTests(LabSession lab) : IDisposable
{
    private const string Directory = "/proc/sys/net/ipv4/vs";

    private readonly ScratchNamespace _ns = new();

    public void Dispose() => _ns.Dispose();

    [Fact]
    public void Every_setting_of_the_kernel_is_there_typed_and_described()
    {
        string[] theirs =
        [
            .. _ns.Native($"cd {Directory} && grep '' * | sed 's/:/ /; s/\\t/ /'")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal),
        ];
        Objects.IpvsSetting[] ours = [.. lab.Works($"Get-IpvsSetting -NetNamespace {_ns}").Of<Objects.IpvsSetting>()];
        Assert.Equal(
            theirs,
            ours.Select(setting => setting.ToString()["net.ipv4.vs.".Length..].Replace(" =", string.Empty)).Order(StringComparer.Ordinal)
        );
        Assert.All(
            ours,
            // A list of processors, which may be one, is text.
            setting =>
                Assert.True(
                    setting.Value is bool or int or long or "3 50" || setting is { Name: "est_cpulist", Value: string },
                    $"{setting} is {setting.Value?.GetType()}"
                )
        );
        Assert.All(ours, setting => Assert.DoesNotContain("this version of IpvsPS", setting.Description));
        Assert.All(ours, setting => Assert.Equal(_ns.Name, setting.NetNamespace));
    }

    [Theory]
    [InlineData("conntrack $true", "conntrack", "1")]
    [InlineData("pmtu_disc 0", "pmtu_disc", "0")]
    [InlineData("CONN_REUSE_MODE 2", "conn_reuse_mode", "2")]
    [InlineData("sync_threshold 4, 60", "sync_threshold", "4\t60")]
    [InlineData("sync_ports 4", "sync_ports", "4")]
    [InlineData("sync_qlen_max 12345", "sync_qlen_max", "12345")]
    public void Set_writes_it_in_that_namespace_only(string arguments, string name, string expected)
    {
        string elsewhere = LabSession.Native($"cat {Directory}/{name}");
        Objects.IpvsSetting set = Assert.Single(
            lab.Works($"Set-IpvsSetting {arguments} -NetNamespace {_ns} -PassThru").Of<Objects.IpvsSetting>()
        );
        Assert.Equal(name, set.Name);
        Assert.Equal(expected, _ns.Native($"cat {Directory}/{name}").Trim());
        Assert.Equal(elsewhere, LabSession.Native($"cat {Directory}/{name}"));
    }

    [Fact]
    public void Settings_can_be_copied()
    {
        using var other = new ScratchNamespace();
        other.Native("sysctl -qw net.ipv4.vs.expire_nodest_conn=1 net.ipv4.vs.sync_threshold='5 70' net.ipv4.vs.amemthresh=99");
        lab.Works($"Get-IpvsSetting -NetNamespace {other} | Where-Object Name -ne debug_level | Set-IpvsSetting -NetNamespace {_ns}");
        Assert.Equal(other.Native($"cd {Directory} && grep . *"), _ns.Native($"cd {Directory} && grep . *"));
    }

    [Fact]
    public void Settings_are_found_by_name()
    {
        Assert.Equal(
            ["sync_ports", "sync_version"],
            lab.Works($"'sync_ports', 'sync_version' | Get-IpvsSetting -NetNamespace {_ns}")
                .Of<Objects.IpvsSetting>()
                .Select(setting => setting.Name)
        );
        Assert.Equal(
            ["sync_version"],
            lab.Works($"Get-IpvsSetting sync_v* -NetNamespace {_ns}").Of<Objects.IpvsSetting>().Select(setting => setting.Name)
        );
        lab.Fails($"'sync_v*' | Get-IpvsSetting -NetNamespace {_ns}", "IpvsSettingNotFound", ErrorCategory.ObjectNotFound, "sync_v*");
        Assert.Empty(lab.Works($"Get-IpvsSetting no_such_* -NetNamespace {_ns}").Output);
        Assert.Contains("conn_reuse_mode", lab.Render($"(TabExpansion2 'Set-IpvsSetting conn' 20).CompletionMatches.CompletionText"));
        Assert.Equal(
            ["0", "1", "2", "3"],
            lab.Works("(TabExpansion2 'Set-IpvsSetting drop_entry ' 27).CompletionMatches.CompletionText").Of<string>()
        );
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        string netns = $"-NetNamespace {_ns}";
        lab.Fails($"Get-IpvsSetting nosuch {netns}", "IpvsSettingNotFound", ErrorCategory.ObjectNotFound, "net.ipv4.vs.nosuch");
        lab.Fails($"Set-IpvsSetting ../conf/all/arp_ignore 1 {netns}", "IpvsSettingNotFound", ErrorCategory.ObjectNotFound);
        lab.Fails($"Set-IpvsSetting conn_reuse_mode 99 {netns}", "IpvsSettingValueInvalid", ErrorCategory.InvalidArgument, "0 to 3", "99");
        lab.Fails($"Set-IpvsSetting conntrack maybe {netns}", "IpvsSettingValueInvalid", ErrorCategory.InvalidArgument, "true or false");
        // A power of 2 is the kernel's own rule.
        lab.Fails($"Set-IpvsSetting sync_ports 3 {netns}", "IpvsSettingValueInvalid", ErrorCategory.InvalidArgument, "power of 2");
        lab.Works($"Set-IpvsSetting conntrack 1 {netns} -WhatIf");
        Assert.Equal("0", _ns.Native($"cat {Directory}/conntrack").Trim());
    }
}
