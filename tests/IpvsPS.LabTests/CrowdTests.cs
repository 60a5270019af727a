namespace IpvsPS.LabTests;

/// <summary>The lab's crowd, in a guest of its own.</summary>
[Collection(LongRuns.Crowd)]
public sealed class CrowdTests
{
    [Fact]
    public void Eight_runspaces_and_ipvsadm_edit_and_list_one_table_for_a_minute_and_every_listing_is_whole() =>
        Assert.Matches(
            @"8 runspaces: \d+ rounds, \d+ listings, .* [1-9]\d* edits here, [1-9]\d* in another namespace; .*; 0 flaws",
            LabProcess.RunToTheEnd(0, "crowd", "--minutes", "1")
        );
}
