using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Timeouts and the version, as ipvsadm shows and sets them.</summary>
public class TimeoutTests(LabSession lab) : IDisposable
{
    private readonly ScratchNamespace _ns = new();

    public void Dispose()
    {
        _ns.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_new_namespace_has_the_kernels_timeouts() => AssertTimeouts("900 120 300");

    [Fact]
    public void Only_what_is_named_changes()
    {
        lab.Works($"Set-IpvsTimeout -Tcp 1000 -NetNamespace {_ns}");
        AssertTimeouts("1000 120 300");
        lab.Works($"Set-IpvsTimeout -TcpFin 00:01:00 -Udp 30 -NetNamespace {_ns}");
        AssertTimeouts("1000 60 30");
        lab.Works($"Set-IpvsTimeout -Tcp 5 -NetNamespace {_ns} -WhatIf");
        AssertTimeouts("1000 60 30");
    }

    [Fact]
    public void What_ipvsadm_sets_is_seen_and_can_be_copied()
    {
        using var other = new ScratchNamespace();
        other.Native("ipvsadm --set 11 12 13");
        Objects.IpvsTimeout copied = Assert.Single(
            lab.Works($"Get-IpvsTimeout -NetNamespace {other} | Set-IpvsTimeout -NetNamespace {_ns} -PassThru").Of<Objects.IpvsTimeout>()
        );
        Assert.Equal(("tcp 11, tcpfin 12, udp 13", _ns.Name), (copied.ToString(), copied.NetNamespace));
        AssertTimeouts("11 12 13");
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        lab.Fails(
            $"Set-IpvsTimeout -Tcp 0 -NetNamespace {_ns}",
            "IpvsTimeoutInvalid",
            ErrorCategory.InvalidArgument,
            "-Tcp",
            "leave -Tcp out"
        );
        lab.Fails($"Set-IpvsTimeout -Udp -1 -NetNamespace {_ns}", "IpvsTimeoutInvalid", ErrorCategory.InvalidArgument, "-Udp");
        lab.Fails(
            $"Set-IpvsTimeout -TcpFin 00:00:01.5 -NetNamespace {_ns}",
            "IpvsTimeoutInvalid",
            ErrorCategory.InvalidArgument,
            "-TcpFin"
        );
        lab.Fails($"Set-IpvsTimeout -NetNamespace {_ns}", "IpvsTimeoutMissing", ErrorCategory.InvalidArgument, "-TcpFin");
        // The kernel's own limit: INT_MAX clock ticks.
        lab.Fails(
            $"Set-IpvsTimeout -Udp 2147483647 -NetNamespace {_ns}",
            "IpvsTimeoutInvalid",
            ErrorCategory.InvalidArgument,
            "2147483 seconds"
        );
        AssertTimeouts("900 120 300");
    }

    [Fact]
    public void The_version_is_that_of_ipvsadm()
    {
        Objects.IpvsInfo info = Assert.Single(lab.Works($"Get-IpvsInfo -NetNamespace {_ns}").Of<Objects.IpvsInfo>());
        Assert.Equal(_ns.Native("ipvsadm -Ln").Split('\n')[0], info.ToString());
        Assert.Equal(_ns.Name, info.NetNamespace);
    }

    private void AssertTimeouts(string expected)
    {
        Objects.IpvsTimeout ours = Assert.Single(lab.Works($"Get-IpvsTimeout -NetNamespace {_ns}").Of<Objects.IpvsTimeout>());
        Assert.Equal(expected, $"{ours.Tcp} {ours.TcpFin} {ours.Udp}");
        Assert.Equal($"Timeout (tcp tcpfin udp): {expected}", _ns.Native("ipvsadm -L --timeout").Trim());
    }
}
