using System.Management.Automation;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Sync daemons: as ipvsadm shows them, their errors, and a pair that replicates a connection.</summary>
public sealed class SyncDaemonTests(LabSession lab) : IDisposable
{
    private readonly ScratchNamespace _ns = new();

    public void Dispose() => _ns.Dispose();

    [Theory]
    [InlineData("Master lo", "--start-daemon master --mcast-interface lo")]
    [InlineData("Backup lo -SyncId 255", "--start-daemon backup --mcast-interface lo --syncid 255")]
    [InlineData(
        "Master lo -SyncId 7 -MaxLength 1400 -MulticastGroup 239.1.2.3 -MulticastPort 8850 -MulticastTtl 4",
        "--start-daemon master --mcast-interface lo --syncid 7 --sync-maxlen 1400 --mcast-group 239.1.2.3 --mcast-port 8850 --mcast-ttl 4"
    )]
    [InlineData(
        "Backup lo -MulticastGroup ff02::81 -MaxLength 1024",
        "--start-daemon backup --mcast-interface lo --mcast-group ff02::81 --sync-maxlen 1024"
    )]
    public void Start_starts_what_ipvsadm_would(string arguments, string rule)
    {
        using var theirs = new ScratchNamespace();
        theirs.Native($"ipvsadm {rule}");
        string expected = theirs.Native("ipvsadm -L --daemon");
        Objects.IpvsSyncDaemon started = Assert.Single(
            lab.Works($"Start-IpvsSyncDaemon {arguments} -NetNamespace {_ns} -PassThru").Of<Objects.IpvsSyncDaemon>()
        );
        Assert.Equal(expected, _ns.Native("ipvsadm -L --daemon"));
        Assert.Equal(expected.Trim(), Describe(started));

        Objects.IpvsSyncDaemon read = Assert.Single(lab.Works($"Get-IpvsSyncDaemon -NetNamespace {theirs}").Of<Objects.IpvsSyncDaemon>());
        Assert.Equal((expected.Trim(), theirs.Name), (Describe(read), read.NetNamespace));
    }

    [Fact]
    public void Both_run_and_stop()
    {
        lab.Works($"Start-IpvsSyncDaemon Master, Backup lo -NetNamespace {_ns}");
        Assert.Equal(
            [IpvsSyncState.Master, IpvsSyncState.Backup],
            lab.Works($"Get-IpvsSyncDaemon -NetNamespace {_ns}").Of<Objects.IpvsSyncDaemon>().Select(daemon => daemon.State)
        );
        Assert.Equal(
            IpvsSyncState.Backup,
            Assert.Single(lab.Works($"Get-IpvsSyncDaemon Backup -NetNamespace {_ns}").Of<Objects.IpvsSyncDaemon>()).State
        );
        lab.Works($"Stop-IpvsSyncDaemon Master -NetNamespace {_ns} -WhatIf; Get-IpvsSyncDaemon -NetNamespace {_ns} | Stop-IpvsSyncDaemon");
        Assert.Empty(lab.Works($"Get-IpvsSyncDaemon -NetNamespace {_ns}").Output);
        Assert.Empty(_ns.Native("ipvsadm -L --daemon"));
    }

    [Fact]
    public void A_daemon_can_be_stopped_the_moment_it_is_started()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        lab.Works(
            $"foreach ($i in 1..30) {{ Start-IpvsSyncDaemon Master lo -NetNamespace {_ns}; "
                + $"Stop-IpvsSyncDaemon Master -NetNamespace {_ns} }}"
        );
        Assert.Empty(_ns.Native("ipvsadm -L --daemon"));
        // Without an answer each of them would wait for half a minute.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void A_length_that_the_kernel_would_change_is_refused() =>
        lab.Fails(
            $"Start-IpvsSyncDaemon Backup lo -MaxLength 100 -NetNamespace {_ns}",
            "IpvsSyncMaxLengthInvalid",
            ErrorCategory.InvalidArgument,
            "1024 to 65507"
        );

    [Fact]
    public void A_link_that_is_down_is_named()
    {
        _ns.Native("ip link add d0 type dummy");
        lab.Fails(
            $"Start-IpvsSyncDaemon Master d0 -NetNamespace {_ns}",
            "IpvsSyncInterfaceDown",
            ErrorCategory.ResourceUnavailable,
            "Set-NetLink d0 -Up"
        );
    }

    [Fact]
    public void A_pair_replicates_a_connection()
    {
        using var pair = new BalancedPair();
        lab.Works(
            $$"""
            Set-IpvsSetting sync_threshold 1, 2 -NetNamespace {{pair.Director}}
            New-IpvsService 10.77.1.1:80 -NetNamespace {{pair.Director}} | Add-IpvsRealServer 10.77.0.2:8080 -ForwardingMethod Masquerade
            Start-IpvsSyncDaemon Backup back0 -SyncId 7 -NetNamespace {{pair.Server}}
            Start-IpvsSyncDaemon Master front0 -SyncId 7 -NetNamespace {{pair.Director}}
            """
        );
        pair.Listen("10.77.0.2:8080");
        using System.Net.Sockets.Socket client = pair.Connect("10.77.0.1:40001", "10.77.1.1:80", text: "hello");
        Objects.IpvsConnection? replica = null;
        for (int attempt = 0; attempt < 40 && replica is null; attempt++)
        {
            Thread.Sleep(250);
            client.Send("x"u8);
            replica = lab.Works($"Get-IpvsConnection 10.77.1.1:80 -NetNamespace {pair.Server}")
                .Of<Objects.IpvsConnection>()
                .SingleOrDefault();
        }

        Assert.Equal("TCP 10.77.0.1:40001 -> 10.77.1.1:80 -> 10.77.0.2:8080", replica?.ToString());
    }

    /// <summary>The line of ipvsadm -L --daemon.</summary>
    private static string Describe(Objects.IpvsSyncDaemon daemon) =>
        $"{daemon.State.ToString().ToLowerInvariant()} sync daemon (mcast={daemon.Interface}, syncid={daemon.SyncId}, "
        + $"maxlen={daemon.MaxLength}, "
        + $"group={daemon.MulticastGroup}, port={daemon.MulticastPort}, ttl={daemon.MulticastTtl})";
}
