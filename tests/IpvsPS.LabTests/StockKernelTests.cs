namespace IpvsPS.LabTests;

/// <summary>The second kernel: Debian's stock one in QEMU, as a second opinion on what the user-mode kernel showed.</summary>
[Collection(LongRuns.Name)]
public sealed class StockKernelTests
{
    [Fact]
    public void The_kernel_tests_that_are_marked_for_both_kernels_pass_there()
    {
        // Those for the stock kernel alone are run by their own project.
        string[] arguments = ["test", "--kernel", "stock", "--timeout", "840", "Kernel=both"];
        using LabProcess lab = LabProcess.Start(TimeSpan.FromMinutes(15), arguments);
        string output = lab.Output.ReadToEnd();
        string error = lab.Error.ReadToEnd();

        Assert.True(lab.WaitForExit() == 0, output + error);
        Assert.Matches(@"Total: [1-9]\d*, Errors: 0, Failed: 0, Skipped: 0,", output);
        lab.AssertNothingIsLeft();
    }
}
