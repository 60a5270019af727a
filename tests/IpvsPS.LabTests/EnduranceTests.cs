namespace IpvsPS.LabTests;

/// <summary>The lab's crowd and soak, in a guest of their own: they take a core each and would slow down the kernel tests.</summary>
public sealed class EnduranceTests
{
    [Fact]
    public void Eight_runspaces_and_ipvsadm_edit_and_list_one_table_for_a_minute_and_every_listing_is_whole() =>
        Assert.Matches(
            @"8 runspaces: \d+ rounds, \d+ listings, .* [1-9]\d* edits here, [1-9]\d* in another namespace; .*; 0 flaws",
            RunToTheEnd(0, "crowd", "--minutes", "1")
        );

    [Fact]
    public void Three_minutes_of_mixed_work_leave_memory_descriptors_threads_and_mounts_as_they_were() =>
        Assert.Matches(
            @"[1-9]\d* rounds of mixed work, with [1-9]\d* errors, as expected, and [1-9]\d* stops",
            RunToTheEnd(0, "soak", "--minutes", "3")
        );

    [Fact]
    public void A_soak_that_leaks_is_seen()
    {
        string output = RunToTheEnd(1, "soak", "--minutes", "0.2", "--plant", "all");
        Assert.All(
            ["descriptors", "sockets", "namespaces", "threads", "mounts", "kB of heap"],
            what => Assert.Contains($"{what} grew: ", output, StringComparison.Ordinal)
        );
    }

    private static string RunToTheEnd(int exitCode, params string[] arguments)
    {
        using LabProcess lab = LabProcess.Start(arguments);
        string output = lab.Output.ReadToEnd();
        string error = lab.Error.ReadToEnd();
        Assert.True(lab.WaitForExit() == exitCode, output + error);
        lab.AssertNothingIsLeft();
        return output;
    }
}
