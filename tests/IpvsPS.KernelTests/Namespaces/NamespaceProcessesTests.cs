namespace IpvsPS.KernelTests.Namespaces;

/// <summary>Get-NetNamespace -Process, beside ip netns pids and identify.</summary>
public sealed class NamespaceProcessesTests(LabSession lab, TwoNamespaces two) : NamespaceTestBase(lab), IClassFixture<TwoNamespaces>
{
    [Fact]
    public void A_named_one_tells_its_processes()
    {
        string[] pids =
        [
            LabSession.StartSleep("nsenter --net=/run/netns/red sleep 60"),
            LabSession.StartSleep("nsenter --net=/run/netns/red sleep 60"),
        ];

        Assert.Equal(
            [.. LabSession.Native("ip netns pids red | sort -n").Split('\n', StringSplitOptions.RemoveEmptyEntries), "sleep", "0"],
            Lines(
                "$red = Get-NetNamespace red -Process; $red.ProcessIds -split ','; $red.ProcessName; "
                    + "(Get-NetNamespace blue -Process).ProcessCount"
            )
        );
        Assert.Equal(
            ["red"],
            Lines($"Get-NetNamespace -Process | Where-Object {{ $_.ProcessIds -split ',' -contains {pids[1]} }} | ForEach-Object Name")
        );
        LabSession.Native($"kill {string.Join(' ', pids)}");
    }

    [Fact]
    public void Those_that_only_processes_hold_follow_and_can_be_named()
    {
        string pid = StartPod();
        string expected = LabSession.Native($"readlink /proc/{pid}/ns/net").Trim();

        Assert.Equal(
            ["blue", "red", $"/proc/{pid}/ns/net", expected],
            Lines("Get-NetNamespace -Process | ForEach-Object { if ($_.Name) { $_.Name } else { $_.File; \"net:[$($_.Inode)]\" } }")
        );
        Assert.Equal(["blue", "red"], Lines("(Get-NetNamespace).Name"));
        Assert.Equal(
            ["lo"],
            Lines("Get-NetNamespace -Process | Where-Object { -not $_.Name } | ForEach-Object { (Get-NetLink -NetNamespace $_).Name[0] }")
        );
        Assert.Equal([pid], Lines("(Get-NetNamespace -Process | Where-Object { -not $_.Name } | Register-NetNamespace).Name"));
        Assert.Equal(expected, NamespaceOf(pid));
        LabSession.Native($"kill {pid}; ip netns delete {pid}");
    }

    [Fact]
    public void A_name_with_it_lists_that_name_only() => Assert.Equal(["red"], Lines("(Get-NetNamespace red -Process).Name"));

    [Fact]
    public void The_table_tells_the_processes()
    {
        string pid = StartPod();
        string inode = LabSession.Native($"stat -L -c %i /proc/{pid}/ns/net").Trim();

        string[] lines = Lab.Render("Get-NetNamespace -Process").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        LabSession.Native($"kill {pid}");

        Assert.Equal(
            [
                "Name Inode Processes ProcessId ProcessName",
                $"blue {two.Blue[5..^1]} 0",
                $"red {two.Red[5..^1]} 0",
                $"{inode} 1 {pid} sleep",
            ],
            lines
                .Where(line => !line.StartsWith('-'))
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );
    }

    /// <summary>A process in a namespace without a name, the only one: the examples of the help pages leave such processes
    /// running.</summary>
    private static string StartPod()
    {
        LabSession.Native("for p in $(pgrep -x sleep); do kill $p; done");
        return LabSession.StartSleep("unshare -n sleep 60");
    }
}
