using System.IO.Pipelines;
using IpvsPS.Lab.Host;
using Xunit.Sdk;
using Xunit.v3;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>Boots the lab once, runs the selected tests of this assembly in it and reports them as if they ran here.</summary>
internal sealed class GuestExecutor : ITestFrameworkExecutor
{
    /// <summary>Less than what a CI job has, so that a guest that hangs is reported and not cut off.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(15);

    public async ValueTask RunTestCases(
        IReadOnlyCollection<ITestCase> testCases,
        IMessageSink executionMessageSink,
        ITestFrameworkExecutionOptions executionOptions,
        CancellationToken? cancellationToken)
    {
        if (testCases.Count == 0)
        {
            return;
        }

        ITestAssembly assembly = testCases.First().TestCollection.TestAssembly;
        var report = new GuestReport(assembly, testCases, executionMessageSink);
        string end = HostPackages.Ensure() is string missing
            ? missing
            : await RunInGuestAsync(assembly.AssemblyPath, testCases, report, cancellationToken ?? CancellationToken.None);
        report.Complete(end);
    }

    private static async Task<string> RunInGuestAsync(
        string assemblyPath,
        IEnumerable<ITestCase> testCases,
        GuestReport report,
        CancellationToken cancellation)
    {
        string[] identities = [.. testCases.SelectMany(t => new[] { "-id", t.UniqueID })];
        GuestCommand command = GuestCommand.ForAssembly(assemblyPath, ["-automated", .. identities]) with { Timeout = TimeLimit };

        var output = new Pipe();
        var error = new Pipe();
        Task reading = Task.WhenAll(
            ReadLinesAsync(output.Reader, report.ReadLine),
            ReadLinesAsync(error.Reader, report.KeepLine));
        GuestResult result = await GuestKernel.RunAsync(command, output.Writer.AsStream(), error.Writer.AsStream(), cancellation);
        await output.Writer.CompleteAsync();
        await error.Writer.CompleteAsync();
        await reading;
        return result.Explanation ?? $"The tests' process in the lab ended with exit code {result.ExitCode} before it reported this test.";
    }

    private static async Task ReadLinesAsync(PipeReader pipe, Action<string> read)
    {
        using var reader = new StreamReader(pipe.AsStream());
        while (await reader.ReadLineAsync(CancellationToken.None) is string line)
        {
            read(line);
        }
    }
}
