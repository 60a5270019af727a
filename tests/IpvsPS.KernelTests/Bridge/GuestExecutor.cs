using System.Globalization;
using System.IO.Pipelines;
using IpvsPS.Lab.Host;
using Xunit.Sdk;
using Xunit.v3;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>
/// Boots the lab, runs the selected tests of this assembly in it and reports them as if they ran here. A guest has one
/// processor, so where there are many tests two guests share them, unless they would hold each other up. Tests for the other
/// kernels run beside one guest, and after two.
/// </summary>
internal sealed class GuestExecutor : ITestFrameworkExecutor
{
    /// <summary>Less than what a CI job has, so that a guest that hangs is reported and not cut off.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(80);

    /// <summary>Fewer run in one guest: a second one takes longer to start than it saves.</summary>
    private const int LeastForTwo = 100;

    public async ValueTask RunTestCases(
        IReadOnlyCollection<ITestCase> testCases,
        IMessageSink executionMessageSink,
        ITestFrameworkExecutionOptions executionOptions,
        CancellationToken? cancellationToken
    )
    {
        if (testCases.Count == 0)
        {
            return;
        }

        ITestAssembly assembly = testCases.First().TestCollection.TestAssembly;
        var report = new GuestReport(assembly, testCases, executionMessageSink);
        CancellationToken cancellation = cancellationToken ?? CancellationToken.None;
        ILookup<LabKernel, ITestCase> byKernel = testCases.ToLookup(KernelOf);
        string? missing = byKernel.Select(tests => HostPackages.Ensure(tests.Key)).FirstOrDefault(sentence => sentence is not null);
        if ((missing ?? HostPackages.EnsureServers()) is string reason)
        {
            report.Complete(reason);
            return;
        }

        report.Complete(
            await RunAsync(byKernel, (kernel, part) => RunInGuestAsync(kernel, assembly.AssemblyPath, part, report, cancellation))
        );
    }

    /// <summary>Runs the tests in guests, and says how those ended.</summary>
    private static async Task<string> RunAsync(
        ILookup<LabKernel, ITestCase> byKernel,
        Func<LabKernel, IReadOnlyCollection<ITestCase>, Task<string>> run
    )
    {
        ITestCase[] most = [.. byKernel[LabKernel.User]];
        bool isShared = most.Length >= LeastForTwo && SideBySide.IsFaster();
        IReadOnlyCollection<ITestCase>[] parts = isShared ? Divide(most) : [most];
        List<Task<string>> guests = [.. parts.Where(part => part.Count > 0).Select(part => run(LabKernel.User, part))];
        if (isShared)
        {
            // A third guest would take from both; QEMU takes both processors, too.
            await Task.WhenAll(guests);
        }

        guests.Add(RunOthersAsync(byKernel, run));
        return string.Join(Environment.NewLine, (await Task.WhenAll(guests)).Distinct());
    }

    /// <summary>The tests for the other kernels, one kernel after the other.</summary>
    private static async Task<string> RunOthersAsync(
        ILookup<LabKernel, ITestCase> byKernel,
        Func<LabKernel, IReadOnlyCollection<ITestCase>, Task<string>> run
    )
    {
        var ends = new List<string>();
        foreach (LabKernel kernel in (LabKernel[])[LabKernel.Legacy, LabKernel.Stock])
        {
            ITestCase[] tests = [.. byKernel[kernel]];
            if (tests.Length > 0)
            {
                ends.Add(await run(kernel, tests));
            }
        }

        return string.Join(Environment.NewLine, ends.Distinct());
    }

    private static LabKernel KernelOf(ITestCase test) =>
        !test.Traits.TryGetValue(Kernels.Trait, out IReadOnlyCollection<string>? kernels) ? LabKernel.User
        : kernels.Contains(Kernels.Stock) ? LabKernel.Stock
        : kernels.Contains(Kernels.Legacy) ? LabKernel.Legacy
        : LabKernel.User;

    /// <summary>Test collections stay whole: their tests share what is costly to make. The longest goes first, each to where less
    /// is.</summary>
    private static List<ITestCase>[] Divide(ITestCase[] testCases)
    {
        List<ITestCase>[] parts =
        [
            [],
            [],
        ];
        foreach (
            ITestCase[] collection in testCases
                .GroupBy(test => test.TestCollection.UniqueID)
                .Select(group => group.ToArray())
                .OrderByDescending(SecondsOf)
        )
        {
            parts.MinBy(SecondsOf)!.AddRange(collection);
        }

        return parts;
    }

    /// <summary>About how long tests take, by what their classes say.</summary>
    private static int SecondsOf(IEnumerable<ITestCase> testCases) =>
        testCases
            .GroupBy(test => test.TestClassName)
            .Sum(tests =>
                tests.First().Traits.TryGetValue(Kernels.Seconds, out IReadOnlyCollection<string>? seconds)
                    ? int.Parse(seconds.Single(), CultureInfo.InvariantCulture)
                    : tests.Count()
            );

    private static async Task<string> RunInGuestAsync(
        LabKernel kernel,
        string assemblyPath,
        IEnumerable<ITestCase> testCases,
        GuestReport report,
        CancellationToken cancellation
    )
    {
        string[] identities = [.. testCases.SelectMany(t => new[] { "-id", t.UniqueID })];
        GuestCommand command = GuestCommand.ForAssembly(assemblyPath, ["-automated", .. identities]) with
        {
            Timeout = TimeLimit,
            Kernel = kernel,
        };

        var output = new Pipe();
        var error = new Pipe();
        Task reading = Task.WhenAll(ReadLinesAsync(output.Reader, report.ReadLine), ReadLinesAsync(error.Reader, report.KeepLine));
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
