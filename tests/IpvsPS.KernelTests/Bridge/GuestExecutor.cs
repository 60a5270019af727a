using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using IpvsPS.Lab.Host;
using Xunit.Sdk;
using Xunit.v3;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>
/// Boots the lab, runs the selected tests of this assembly in it and reports them as if they ran here. A guest has one
/// processor, so there are two at a time: the tests for the stock kernel run in one, and the others beside and, unless two user-mode
/// kernels would hold each other up, after them, in parts of which each lane takes the next one. Tests that wait have a third guest.
/// </summary>
internal sealed class GuestExecutor : ITestFrameworkExecutor
{
    /// <summary>Less than what a CI job has, so that a guest that hangs is reported and not cut off.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(80);

    /// <summary>Fewer run in one guest: a second one takes longer to start than it saves.</summary>
    private const int LeastForTwo = 100;

    /// <summary>What a test takes whose class says nothing.</summary>
    private const double SecondsOfOther = 0.5;

    /// <summary>
    /// The parts of the tests that a guest takes when it is free. Nobody knows how long a test takes on another machine, or beside what:
    /// the last parts are small, so that both lanes end at about the same time, and each costs a boot and an engine of ten seconds.
    /// </summary>
    private static readonly double[] Shares = [0.4, 0.2, 0.15, 0.1, 0.1, 0.05];

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
        GuestPart stock = new(LabKernel.Stock, [.. byKernel[LabKernel.Stock]]);
        bool isDivided = most.Length >= LeastForTwo && SideBySide.IsFaster();
        GuestPart still = new(LabKernel.User, [.. most.Where(test => isDivided && test.Traits.ContainsKey(Kernels.Waits))]);
        ITestCase[][] parts = isDivided ? Divide([.. most.Except(still.Tests)]) : [most];
        var queue = new ConcurrentQueue<GuestPart>(parts.Select(part => new GuestPart(LabKernel.User, part)));
        queue.TryDequeue(out GuestPart? first);
        string[][] ends = await Task.WhenAll(
            RunInTurnAsync(run, stock, queue),
            RunInTurnAsync(run, first!, queue),
            RunInTurnAsync(run, still, [])
        );
        return string.Join(Environment.NewLine, ends.SelectMany(lane => lane).Distinct());
    }

    /// <summary>Runs tests in one guest after the other, those of a part first and then the queue's, and says how each ended.</summary>
    private static async Task<string[]> RunInTurnAsync(
        Func<LabKernel, IReadOnlyCollection<ITestCase>, Task<string>> run,
        GuestPart first,
        ConcurrentQueue<GuestPart> queue
    )
    {
        var ends = new List<string>();
        for (GuestPart? part = first; part is not null; queue.TryDequeue(out part))
        {
            if (part.Tests.Count > 0)
            {
                ends.Add(await run(part.Kernel, part.Tests));
            }
        }

        return [.. ends];
    }

    private static LabKernel KernelOf(ITestCase test) =>
        !test.Traits.TryGetValue(Kernels.Trait, out IReadOnlyCollection<string>? kernels) ? LabKernel.User
        : kernels.Contains(Kernels.Stock) ? LabKernel.Stock
        : LabKernel.User;

    /// <summary>Test collections stay whole: their tests share what is costly to make. The longest goes first, each to where least is
    /// for the part's share.</summary>
    private static ITestCase[][] Divide(ITestCase[] testCases)
    {
        List<ITestCase>[] parts = Array.ConvertAll(Shares, _ => new List<ITestCase>());
        double[] seconds = new double[Shares.Length];
        foreach (
            ITestCase[] collection in testCases
                .GroupBy(test => test.TestCollection.UniqueID)
                .Select(group => group.ToArray())
                .OrderByDescending(SecondsOf)
        )
        {
            double length = SecondsOf(collection);
            int least = Enumerable.Range(0, Shares.Length).MinBy(part => (seconds[part] + length) / Shares[part]);
            seconds[least] += length;
            parts[least].AddRange(collection);
        }

        return Array.ConvertAll(parts, part => part.ToArray());
    }

    /// <summary>About how long tests take, by what their classes say.</summary>
    private static double SecondsOf(IEnumerable<ITestCase> testCases) =>
        testCases
            .GroupBy(test => test.TestClassName)
            .Sum(tests =>
                tests.First().Traits.TryGetValue(Kernels.Seconds, out IReadOnlyCollection<string>? seconds)
                    ? int.Parse(seconds.Single(), CultureInfo.InvariantCulture)
                    : tests.Count() * SecondsOfOther
            );

    /// <summary>Tests that run in one guest.</summary>
    private sealed record GuestPart(LabKernel Kernel, IReadOnlyCollection<ITestCase> Tests);

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
            Processors = 1,
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
