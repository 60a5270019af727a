namespace IpvsPS.LabTests;

/// <summary>The lab's soak, in a guest of its own: it takes a core and would slow down the kernel tests.</summary>
[Collection(LongRuns.Soak)]
public sealed class EnduranceTests
{
    [Fact]
    public void Three_minutes_of_mixed_work_leave_memory_descriptors_threads_and_mounts_as_they_were() =>
        Assert.Matches(
            @"[1-9]\d* rounds of mixed work, with [1-9]\d* errors, as expected, and [1-9]\d* stops",
            LabProcess.RunToTheEnd(0, "soak", "--minutes", "3")
        );
}
