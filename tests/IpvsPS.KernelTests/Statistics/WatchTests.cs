using System.Management.Automation;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Objects;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Statistics;

/// <summary>Watch-IpvsStatistic beside real traffic, and when what it watches goes.</summary>
public sealed class WatchTests(LabSession lab) : IDisposable
{
    private readonly BalancedPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Every_connection_is_in_exactly_one_sample_and_a_reset_is_said()
    {
        MakeServices();
        lab.SetVariable("connect", (Action<int>)(port => _pair.Connect($"10.77.0.1:{port}", "10.77.1.1:80", text: "x")));
        // The kernel sums up every two seconds; after the third sample the counters are set to zero.
        IpvsStatisticSample[] samples = Samples(
            $$"""
            $n = 0
            Watch-IpvsStatistic 10.77.1.1:80 -RealServer -Interval 1 -Count 8 -NetNamespace {{_pair.Director}} | ForEach-Object {
                if (-not $_.RealAddress) {
                    $n++
                    if ($n -le 2) { $connect.Invoke(41000 + $n); $connect.Invoke(42000 + $n) }
                    if ($n -eq 6) { Reset-IpvsStatistic 10.77.1.1:80 -NetNamespace {{_pair.Director}} }
                }
                $_
            }
            """
        );
        IpvsStatisticSample[] services = [.. samples.Where(sample => sample.RealAddress is null)];

        Assert.Equal(8, services.Length);
        Assert.Equal(4UL, services.Aggregate(0UL, (sum, sample) => sum + sample.ConnectionsDelta));
        Assert.Equal(4UL, services[5].Connections);
        Assert.Equal([7], services.Select((sample, index) => sample.Reset ? index + 1 : 0).Where(place => place > 0));
        Assert.All(services, sample => Assert.InRange(sample.Elapsed, 0.9, 30));
        Assert.All(services, sample => Assert.Equal(sample.ConnectionsDelta / sample.Elapsed, sample.ConnectionsPerSecond, 0.01));
        Assert.Equal(samples.Length / 2, samples.Count(sample => sample.RealAddress == "10.77.0.2"));
        Assert.All(samples, sample => Assert.Equal(_pair.Director.Name, sample.NetNamespace));
    }

    [Fact]
    public void What_is_downstream_ends_it_and_samples_travel()
    {
        MakeServices();
        string netns = $"-NetNamespace {_pair.Director} -Interval 100ms";
        Assert.Single(lab.Works($"Watch-IpvsStatistic {netns} | Select-Object -First 1").Output);
        Assert.Equal(
            "10.77.1.1 81 10.77.0.2 8081",
            lab.Works(
                    $"Watch-IpvsStatistic -RealPort 8081 {netns} -Count 1 | ConvertTo-Csv | ConvertFrom-Csv | Get-IpvsRealServer | "
                        + "ForEach-Object { \"$($_.VirtualAddress) $($_.VirtualPort) $($_.RealAddress) $($_.RealPort)\" }"
                )
                .Of<string>()
                .Single()
        );
        Assert.Equal(2, Samples($"Watch-IpvsStatistic -Top 1 -RealServer {netns} -Count 1").Length);
        Assert.Empty(Samples($"Watch-IpvsStatistic -Changed {netns} -Count 2"));
        StoppedRun run = lab.RunAndStop($"Watch-IpvsStatistic {netns}");
        Assert.True(run.WasStopped);
        Assert.InRange(run.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_namespace_that_goes_is_one_error_and_the_others_go_on()
    {
        MakeServices();
        var gone = new ScratchNamespace();
        gone.Native("ipvsadm -A -t 10.0.0.1:80");
        EngineResult result = lab.Run(
            $$"""
            $n = 0
            Watch-IpvsStatistic -NetNamespace {{_pair.Director}}, {{gone}} -Interval 100ms -Count 5 | ForEach-Object {
                $n++
                if ($n -eq 3) { ip netns delete {{gone}} }
                $_
            }
            """
        );

        result.TheError().Is("NetNamespaceNotFound", ErrorCategory.ObjectNotFound, gone.Name);
        Assert.Equal(10, result.Of<IpvsStatisticSample>().Count(sample => sample.NetNamespace == _pair.Director.Name));
        LabSession.Native($"ip netns add {gone}");
        gone.Dispose();
    }

    /// <summary>The machine's clock is in the samples' times alone; how long they took is by the monotonic clock.</summary>
    [Fact]
    public void A_clock_that_is_set_back_an_hour_changes_no_rate()
    {
        MakeServices();
        lab.SetVariable("setBack", (Action)(() => LabClock.Move(-3600)));
        IpvsStatisticSample[] samples;
        try
        {
            samples = Samples(
                $$"""
                $n = 0
                Watch-IpvsStatistic 10.77.1.1:80 -Interval 200ms -Count 6 -NetNamespace {{_pair.Director}} | ForEach-Object {
                    $n++
                    if ($n -eq 2) { $setBack.Invoke() }
                    $_
                }
                """
            );
        }
        finally
        {
            LabClock.Move(3600);
        }

        Assert.Equal(6, samples.Length);
        Assert.True(string.CompareOrdinal(samples[5].Time, samples[0].Time) < 0, $"{samples[5].Time} after {samples[0].Time}");
        Assert.All(samples, sample => Assert.InRange(sample.Elapsed, 0.1, 60));
        Assert.All(samples, sample => Assert.Equal((false, 0.0), (sample.Reset, sample.ConnectionsPerSecond)));
    }

    [Fact]
    public void Bad_input_is_one_error()
    {
        lab.Fails("Watch-IpvsStatistic -Interval 0", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-Interval", "0.1 seconds");
        lab.Fails("Watch-IpvsStatistic -Interval '2d'", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-Interval");
        lab.Fails($"Watch-IpvsStatistic 10.9.9.9:80 -NetNamespace {_pair.Director}", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound);
        lab.Fails("Watch-IpvsStatistic -NetNamespace nosuch", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    private IpvsStatisticSample[] Samples(string script) => [.. lab.Works(script).Of<IpvsStatisticSample>()];

    private void MakeServices()
    {
        foreach (int port in (int[])[80, 81])
        {
            lab.Works(
                $"New-IpvsService 10.77.1.1:{port} -NetNamespace {_pair.Director} | "
                    + $"Add-IpvsRealServer 10.77.0.2:{8000 + port} -ForwardingMethod Masquerade"
            );
            _pair.Listen($"10.77.0.2:{8000 + port}");
        }
    }
}
