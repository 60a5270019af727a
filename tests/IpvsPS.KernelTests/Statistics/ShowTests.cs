using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.Lab.Session;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Statistics;

/// <summary>Show-IpvsStatistic in a terminal, as a person sees it there, and where there is none.</summary>
[Trait(Kernels.Seconds, "80")]
public sealed partial class ShowTests(LabSession lab, ShowTests.SharedTerminal shared)
    : IClassFixture<ShowTests.SharedTerminal>,
        IDisposable
{
    private readonly ScreenSession _terminal = shared.Session;
    private readonly ScratchNamespace _netns = new();

    public void Dispose()
    {
        // After a failure it may still be there.
        _terminal.Press("C-c");
        _netns.Dispose();
    }

    [Fact]
    public void The_screen_is_drawn_resized_and_gone_and_the_prompt_is_as_it_was()
    {
        MakeTable();
        _terminal.Resize(80, 24);
        _terminal.Type("Clear-Host; 'before'");
        _terminal.Until("before");
        _terminal.Type($"Show-IpvsStatistic -RealServer -SortBy Name -NetNamespace {_netns}");
        AssertScreen(
            """
            IPVS on lab, netns SPACE: 3 services, 4 servers                         HH:MM:SS
            0 conn/s  in 0 B/s 0 p/s  out 0 B/s 0 p/s  0 active
               service                   conn/s trend         in B/s out B/s active share %
               TCP 10.82.0.1:80 wlc           0                    0       0      0  2 of 2
                 10.82.1.1:8080               0                    0       0      0    -/25
                 10.82.1.2:8080               0                    0       0      0    -/75
             D UDP 10.82.0.2:53 rr            0                    0       0      0  0 of 1
             0   10.82.1.3:53                 0                    0       0      0     -/-
               TCP [2001:db8:82::1]:443…      0                    0       0      0  1 of 1
                 [2001:db8:82::2]:8443        0                    0       0      0   -/100
            """,
            "q quit  h help  s sort: name  r servers  / filter  d drain   1-7 of 7"
        );

        // While it is made broader and narrower again and again, it is never broken in the end.
        foreach ((int width, int height) in ((int, int)[])[(200, 60), (30, 6), (132, 40), (81, 10), (200, 60)])
        {
            _terminal.Resize(width, height);
        }

        _terminal.Until(
            shown =>
                shown.Contains("out p/s active  inact   tied    weight share %                  state", StringComparison.Ordinal)
                && shown.Contains("\n D UDP 10.82.0.2:53 rr", StringComparison.Ordinal)
                && LinesOf(shown) is { Length: 60 } lines
                && lines[^1].EndsWith("1-7 of 7", StringComparison.Ordinal),
            "a broad screen"
        );
        _terminal.Resize(40, 7);
        _terminal.Until(
            shown =>
                LinesOf(shown) is { Length: 7 } lines
                && lines[3].StartsWith("   TCP 10.82.0.1:80", StringComparison.Ordinal)
                && lines[4].StartsWith("     10.82.1.1:8080", StringComparison.Ordinal),
            "a narrow screen"
        );
        _terminal.Resize(80, 24);
        _terminal.Press("/");
        _terminal.Press(":", "5", "3", "Enter");
        _terminal.Until(shown => !shown.Contains("10.82.0.1", StringComparison.Ordinal), "a filtered screen");
        _terminal.Press("C-c");
        string after = _terminal.Until(shown => ScreenSession.LastLine(shown) == "PS>", "a prompt");

        Assert.Contains("before", after, StringComparison.Ordinal);
        Assert.True(_terminal.IsAsItWas);
        _terminal.Type("\"usable $(6 * 7)\"");
        _terminal.Until("usable 42");
    }

    [Fact]
    public void A_real_server_is_suspended_by_a_key_after_a_question()
    {
        MakeTable();
        _terminal.Resize(100, 20);
        _terminal.Type($"Clear-Host; Show-IpvsStatistic 10.82.0.1:80 -RealServer -SortBy Name -Interval 500ms -NetNamespace {_netns}");
        _terminal.Until("10.82.1.2:8080");
        _terminal.Press("Down", "Down", "Down", "d");
        _terminal.Until("Suspend IPVS real server\" on target");
        _terminal.Press("n", "Enter");
        _terminal.Until("Nothing was changed.");
        Assert.Contains("-a -t 10.82.0.1:80 -r 10.82.1.2:8080 -m -w 3", _netns.Saved());
        _terminal.Press("d");
        _terminal.Until("Suspend IPVS real server\" on target");
        _terminal.Press("y", "Enter");
        _terminal.Until("10.82.1.2:8080 is suspended", ">S   10.82.1.2:8080");
        Assert.Contains("-a -t 10.82.0.1:80 -r 10.82.1.2:8080 -m -w 0", _netns.Saved());
        Assert.Equal(3, lab.Works($"(Get-IpvsRealServer -RealAddress 10.82.1.2 -NetNamespace {_netns}).FullWeight").Of<int>().Single());
        _terminal.Press("u");
        _terminal.Until("Resume IPVS real server\" on target");
        _terminal.Press("y", "Enter");
        _terminal.Until("10.82.1.2:8080 has the weight 3.");
        _terminal.Press("q");
        _terminal.Until(shown => ScreenSession.LastLine(shown) == "PS>", "a prompt");
        Assert.True(_terminal.IsAsItWas);
    }

    /// <summary>A namespace that goes, SIGTERM and -Count leave the terminal as they found it.</summary>
    [Fact]
    public void However_it_ends_the_terminal_is_whole()
    {
        var gone = new ScratchNamespace();
        gone.Native("ipvsadm -A -t 10.82.0.9:80");
        _terminal.Resize(80, 24);
        _terminal.Type($"Clear-Host; Show-IpvsStatistic -Interval 100ms -NetNamespace {gone}");
        _terminal.Until("10.82.0.9:80");
        gone.Dispose();
        _terminal.Until($"{gone}'", "NetNamespace");
        _terminal.Until(shown => ScreenSession.LastLine(shown) == "PS>", "a prompt");
        Assert.True(_terminal.IsAsItWas);

        _terminal.Type($"Show-IpvsStatistic -Interval 100ms -Count 3 -NetNamespace {_netns}; 'coun' + 'ted'");
        _terminal.Until("\ncounted");
        Assert.True(_terminal.IsAsItWas);

        string script = Path.GetTempFileName() + ".ps1";
        File.WriteAllText(script, $"{StagedModule.ImportScript}\nShow-IpvsStatistic -NetNamespace {_netns}");
        _terminal.Type($"pwsh -NoProfile -File {script}");
        _terminal.Until("0 services");
        LabSession.Native($"pkill -TERM -P {_terminal.ProcessId}");
        _terminal.Until(shown => ScreenSession.LastLine(shown) == "PS>", "a prompt");
        Assert.True(_terminal.IsAsItWas);
    }

    [Theory]
    [InlineData("NO_COLOR", "1", "", "NO_COLOR is set")]
    [InlineData("TERM", "dumb", "", "the terminal has no screen")]
    [InlineData("NO_COLOR", "", "-Plain", "-Plain says so")]
    public void Where_no_screen_is_wanted_it_is_text(string variable, string value, string arguments, string why)
    {
        MakeTable();
        _terminal.Resize(160, 20);
        _terminal.Type(
            $"Clear-Host; $was = $env:{variable}; $env:{variable} = '{value}'; "
                + $"Show-IpvsStatistic {arguments} -Count 2 -Interval 100ms -Verbose -NetNamespace {_netns}; "
                + $"$env:{variable} = $was; 'do' + 'ne-{variable}{value}{arguments}'"
        );
        string shown = _terminal.Until($"\ndone-{variable}{value}{arguments}", why);

        Assert.Equal(2, shown.Split("TCP 10.82.0.1:80 wlc: 0 conn/s").Length - 1);
    }

    [Fact]
    public void Output_that_goes_elsewhere_is_text_and_bad_input_one_error()
    {
        MakeTable();
        string[] lines = [.. lab.Works($"Show-IpvsStatistic -Count 2 -Interval 100ms -Top 1 -NetNamespace {_netns}").Of<string>()];
        Assert.Equal(6, lines.Length);
        Assert.Equal("2 more services; -Top says how many are shown.", lines[5]);
        Assert.DoesNotContain(lines, line => line.Contains('\x1b'));
        Assert.Single(lab.Works($"Show-IpvsStatistic -Interval 100ms -NetNamespace {_netns} | Select-Object -First 1").Output);
        StoppedRun run = lab.RunAndStop($"Show-IpvsStatistic -Interval 100ms -NetNamespace {_netns}");
        Assert.True(run.WasStopped);
        Assert.InRange(run.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(5));

        lab.Fails("Show-IpvsStatistic -Interval 0", "IpvsDurationInvalid", ErrorCategory.InvalidArgument, "-Interval", "0.1 seconds");
        lab.Fails($"Show-IpvsStatistic 10.9.9.9:80 -NetNamespace {_netns}", "IpvsServiceNotFound", ErrorCategory.ObjectNotFound);
        lab.Fails("Show-IpvsStatistic -NetNamespace nosuch", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    /// <summary>Waits for the screen as it is after the second reading, whatever the time is.</summary>
    private void AssertScreen(string expected, string last)
    {
        string[] rows = [.. expected.Replace("SPACE", _netns.Name, StringComparison.Ordinal).Split('\n').Select(Squeeze)];
        string[] meant = [.. rows, .. Enumerable.Repeat(string.Empty, 23 - rows.Length), last];
        _terminal.Until(
            shown => LinesOf(shown).Select(line => Squeeze(Clock().Replace(line, "HH:MM:SS"))).SequenceEqual(meant),
            $"this screen:\n{string.Join('\n', meant)}\n"
        );
    }

    private static string[] LinesOf(string shown) => shown.TrimEnd('\n').Split('\n');

    /// <summary>The name of the namespace has more figures in one run than in another, and moves the time.</summary>
    private static string Squeeze(string line) => Blanks().Replace(line, line.Contains("HH:MM:SS", StringComparison.Ordinal) ? " " : "$0");

    private void MakeTable() =>
        _netns.Native(
            "sh -c 'ipvsadm -A -t 10.82.0.1:80; ipvsadm -a -t 10.82.0.1:80 -r 10.82.1.1:8080 -m; "
                + "ipvsadm -a -t 10.82.0.1:80 -r 10.82.1.2:8080 -m -w 3; "
                + "ipvsadm -A -u 10.82.0.2:53 -s rr; ipvsadm -a -u 10.82.0.2:53 -r 10.82.1.3:53 -m -w 0; "
                + "ipvsadm -A -t [2001:db8:82::1]:443; ipvsadm -a -t [2001:db8:82::1]:443 -r [2001:db8:82::2]:8443 -m'"
        );

    /// <summary>One PowerShell for all of them: starting it takes seconds in the lab.</summary>
    public sealed class SharedTerminal : IDisposable
    {
        public ScreenSession Session { get; } = new(80, 24);

        public void Dispose() => Session.Dispose();
    }

    [GeneratedRegex("[0-9]{2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Clock();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
