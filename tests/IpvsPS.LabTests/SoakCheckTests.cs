namespace IpvsPS.LabTests;

/// <summary>Whether the lab's soak sees a leak. It runs beside the long soak, after the crowd, which takes less time than that.</summary>
[Collection(LongRuns.Crowd)]
public sealed class SoakCheckTests
{
    [Fact]
    public void A_soak_that_leaks_is_seen()
    {
        string output = LabProcess.RunToTheEnd(1, "soak", "--minutes", "0.2", "--plant", "all");
        Assert.All(
            ["descriptors", "sockets", "namespaces", "threads", "mounts", "kB of heap"],
            what => Assert.Contains($"{what} grew: ", output, StringComparison.Ordinal)
        );
    }
}
