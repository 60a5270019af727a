using System.Diagnostics;
using IpvsPS.Lab.Host;
using IpvsPS.LabTests;
using Xunit.v3;

[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: Parallelization(MaxThreads = LongRuns.Count)]

namespace IpvsPS.LabTests;

/// <summary>The lab's promises to whoever runs it. Each test boots a kernel.</summary>
public sealed class LabTests
{
    [Fact]
    public void The_exit_code_and_both_streams_come_out()
    {
        using LabProcess lab = LabProcess.Start("run", "--", "sh", "-c", "echo to output; echo to error >&2; exit 7");
        Assert.Equal("to output\n", lab.Output.ReadToEnd());
        Assert.Equal("to error\n", lab.Error.ReadToEnd());
        Assert.Equal(7, lab.WaitForExit());
        lab.AssertNothingIsLeft();
    }

    [Fact]
    public void Every_byte_comes_out_however_slowly_it_is_read()
    {
        using LabProcess lab = LabProcess.Start("run", "--", "seq", "1", "100000");
        Thread.Sleep(TimeSpan.FromSeconds(8));
        Assert.Equal(string.Concat(Enumerable.Range(1, 100000).Select(i => $"{i}\n")), lab.Output.ReadToEnd());
        Assert.Equal(0, lab.WaitForExit());
    }

    /// <summary>Without a boot.</summary>
    [Theory]
    [InlineData("--help")]
    [InlineData("script", "--help")]
    [InlineData("bench", "-h")]
    public void Help_is_given_with_and_without_a_verb(params string[] arguments) =>
        Assert.StartsWith("usage: ", LabProcess.RunToTheEnd(0, arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Output_is_live_and_a_signal_ends_the_guest(string signal)
    {
        using LabProcess lab = LabProcess.Start("run", "--", "sh", "-c", "echo ready; sleep 1000");
        Assert.Equal("ready", lab.Output.ReadLine());
        lab.Signal(signal);
        Assert.Equal(130, lab.WaitForExit());
        lab.AssertNothingIsLeft();
    }

    [Fact]
    public void Nothing_outlives_a_lab_that_is_killed()
    {
        using LabProcess lab = LabProcess.Start("run", "--", "sh", "-c", "echo ready; sleep 1000");
        Assert.Equal("ready", lab.Output.ReadLine());
        lab.Signal("KILL");
        lab.WaitForExit();
        lab.AssertNothingIsLeft();
    }

    [Fact]
    public void The_time_limit_ends_the_guest()
    {
        var clock = Stopwatch.StartNew();
        using LabProcess lab = LabProcess.Start("run", "--timeout", "6", "--", "sleep", "1000");
        Assert.Equal(124, lab.WaitForExit());
        Assert.Contains("time limit", lab.Error.ReadToEnd(), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 6, 60);
        lab.AssertNothingIsLeft();
    }

    [Fact]
    public void A_kernel_that_dies_is_an_error()
    {
        using LabProcess lab = LabProcess.Start("run", "--", "sh", "-c", "echo c > /proc/sysrq-trigger; sleep 1000");
        Assert.Equal(125, lab.WaitForExit());
        Assert.Contains("panic", lab.Error.ReadToEnd(), StringComparison.Ordinal);
        lab.AssertNothingIsLeft();
    }

    [Fact]
    public void Two_labs_at_once_do_not_meet()
    {
        using LabProcess one = LabProcess.Start("run", "--", "sh", "-c", "ip netns add only-one; sleep 3; ip netns list");
        using LabProcess two = LabProcess.Start("run", "--", "sh", "-c", "ip netns add only-two; sleep 3; ip netns list");
        Assert.Equal("only-one\n", one.Output.ReadToEnd());
        Assert.Equal("only-two\n", two.Output.ReadToEnd());
        Assert.Equal((0, 0), (one.WaitForExit(), two.WaitForExit()));
    }

    [Fact]
    public void The_machine_keeps_nothing_of_the_guest()
    {
        const string mischief = """
            set -e
            ip netns add left-behind
            mkdir -p /etc/netns/left-behind && echo nameserver 10.0.0.1 > /etc/netns/left-behind/resolv.conf
            echo 10.0.0.185 left-behind >> /etc/hosts
            mkdir -p /var/lib/left-behind && rm -rf /etc/apt
            ip link add left-behind type dummy
            ipvsadm -A -t 10.0.0.185:80
            test -e /etc/netns/left-behind/resolv.conf -a ! -e /etc/apt
            """;
        SortedSet<string> before = MachineSnapshot.Take();
        using LabProcess lab = LabProcess.Start("run", "--", "bash", "-c", mischief);
        Assert.Equal("", lab.Error.ReadToEnd());
        Assert.Equal(0, lab.WaitForExit());
        Assert.Equal(before, MachineSnapshot.Take());
        Assert.False(Directory.Exists("/sys/class/net/left-behind"));
    }

    [Fact]
    public void Where_the_newest_kernel_cannot_be_had_one_with_iptables_is_booted_and_that_is_said_once()
    {
        Assert.Null(HostPackages.Ensure(LabKernel.Legacy));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lab-test.");
        try
        {
            string program = Path.Combine(folder.FullName, "apt-get");
            File.WriteAllText(program, "#!/bin/sh\ncase \"$*\" in *testing*) exit 100 ;; esac\nexec /usr/bin/apt-get \"$@\"\n");
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
            string[] without = ["env", $"XDG_CACHE_HOME={folder}", $"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}"];
            foreach (bool first in (bool[])[true, false])
            {
                using LabProcess lab = LabProcess.StartThrough(without, LabProcess.Assembly, "run", "--", "sh", "-c", "iptables-legacy -S");
                Assert.Contains("-P FORWARD ACCEPT", lab.Output.ReadToEnd(), StringComparison.Ordinal);
                Assert.Equal(first, lab.Error.ReadToEnd().Contains("the other is tried again in", StringComparison.Ordinal));
                Assert.Equal(0, lab.WaitForExit());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_kernel_without_ipvs_can_be_had()
    {
        using LabProcess lab = LabProcess.Start("run", "--without-ipvs", "--", "ipvsadm", "-Ln");
        Assert.NotEqual(0, lab.WaitForExit());
        Assert.NotEqual("", lab.Error.ReadToEnd());
    }

    [Fact]
    public void Without_ipvs_the_cmdlets_say_so_by_name()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "without-ipvs.ps1");
        using LabProcess lab = LabProcess.Start("script", "--without-ipvs", script);
        string[] said = lab.Output.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lab.WaitForExit();
        Assert.Equal(3, said.Length);
        Assert.StartsWith("IpvsNotAvailable,IpvsPS.Commands.GetIpvsServiceCommand NotInstalled", said[0], StringComparison.Ordinal);
        Assert.StartsWith("IpvsNotAvailable,IpvsPS.Commands.NewIpvsServiceCommand NotInstalled", said[1], StringComparison.Ordinal);
        Assert.All(said[..2], line => Assert.Contains("modprobe ip_vs", line, StringComparison.Ordinal));
        Assert.Equal("Tab: ; links: lo", said[2]);
    }

    [Fact]
    public void The_walkthrough_works_twice_and_leaves_nothing()
    {
        SortedSet<string> before = MachineSnapshot.Take();
        for (int run = 0; run < 2; run++)
        {
            using LabProcess lab = LabProcess.Start("walkthrough");
            string output = lab.Output.ReadToEnd();
            Assert.True(lab.WaitForExit() == 0, output + lab.Error.ReadToEnd());
            Assert.Contains("40 pages fetched, each time from both pods", output, StringComparison.Ordinal);
            lab.AssertNothingIsLeft();
        }

        Assert.Equal(before, MachineSnapshot.Take());
    }

    [Fact]
    public void A_walkthrough_that_is_interrupted_leaves_nothing()
    {
        SortedSet<string> before = MachineSnapshot.Take();
        using LabProcess lab = LabProcess.Start("walkthrough");
        string? line;
        do
        {
            line = lab.Output.ReadLine();
            Assert.NotNull(line);
        } while (!line.Contains("New-DummyLink dummy0", StringComparison.Ordinal));

        lab.Signal("INT");
        Assert.Equal(130, lab.WaitForExit());
        lab.AssertNothingIsLeft();
        Assert.Equal(before, MachineSnapshot.Take());
    }

    [Fact]
    public void It_works_for_an_ordinary_user_in_a_path_with_spaces()
    {
        using var copy = new LabCopy("lab copy with spaces ");
        DirectoryInfo home = Directory.CreateTempSubdirectory("home.");
        try
        {
            // The user's own, in which the lab keeps its kernels.
            home.UnixFileMode = (UnixFileMode)0b111_111_111;
            string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
            using LabProcess lab = LabProcess.StartThrough(
                ["env", "-u", "XDG_CACHE_HOME", $"HOME={home}", .. asNobody],
                copy.Assembly,
                "run",
                "--",
                "sh",
                "-c",
                "id -u; ipvsadm -Ln >/dev/null; ls \"$0\"",
                copy.Assembly
            );
            Assert.Equal($"0\n{copy.Assembly}\n", lab.Output.ReadToEnd());
            Assert.Equal(0, lab.WaitForExit());
            lab.AssertNothingIsLeft();
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
