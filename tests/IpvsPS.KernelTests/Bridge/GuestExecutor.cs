using System.IO.Pipelines;
using IpvsPS.Lab.Host;
using Xunit.Sdk;
using Xunit.v3;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>
/// Boots the lab, runs the selected tests of this assembly in it and reports them as if they ran here. A guest has one
/// processor, so where there are many tests two guests share them.
/// </summary>
internal sealed class GuestExecutor : ITestFrameworkExecutor
{
    /// <summary>Less than what a CI job has, so that a guest that hangs is reported and not cut off.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(20);

    /// <summary>Fewer run in one guest: a second one takes longer to start than it saves.</summary>
    private const int LeastForTwo = 100;

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
        string end = HostPackages.Ensure() ?? string.Join(Environment.NewLine, (await Task.WhenAll(
            Divide(testCases).Select(part => RunInGuestAsync(assembly.AssemblyPath, part, report, cancellationToken ?? CancellationToken.None)))).Distinct());
        report.Complete(end);
    }

    /// <summary>Test collections stay whole: their tests share what is costly to make. The largest goes first, each to where less is.</summary>
    private static List<ITestCase>[] Divide(IReadOnlyCollection<ITestCase> testCases)
    {
        if (testCases.Count < LeastForTwo)
        {
            return [[.. testCases]];
        }

        List<ITestCase>[] parts = [[], []];
        foreach (ITestCase[] collection in testCases.GroupBy(test => test.TestCollection.UniqueID).Select(group => group.ToArray()).OrderByDescending(tests => tests.Length))
        {
            parts.MinBy(part => part.Count)!.AddRange(collection);
        }

        return parts;
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
