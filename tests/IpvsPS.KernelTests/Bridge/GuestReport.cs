using Xunit.Runner.Common;
using Xunit.Sdk;
using Xunit.v3;
using TestAssemblyFinished = Xunit.v3.TestAssemblyFinished;
using TestAssemblyStarting = Xunit.v3.TestAssemblyStarting;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>Passes on what the tests in the lab report, and fails every selected test that they never reported.</summary>
internal sealed class GuestReport(ITestAssembly assembly, IReadOnlyCollection<ITestCase> selected, IMessageSink sink)
{
    /// <summary>How each message of xunit's automated mode begins.</summary>
    private const string MessageStart = "{\"$type\":";

    private const int LinesKept = 60;

    private readonly Lock guard = new();
    private readonly Queue<string> lastLines = new();
    private readonly HashSet<string> finished = [];
    private bool assemblyStarted;
    private IMessageSinkMessage? assemblyFinished;

    /// <summary>Takes one line of the guest's output: a message, or something printed past the test framework, or both.</summary>
    public void ReadLine(string line)
    {
        int start = line.IndexOf(MessageStart, StringComparison.Ordinal);
        if (start < 0 || MessageSinkMessageDeserializer.Deserialize(line[start..], diagnosticMessageSink: null) is not IMessageSinkMessage message)
        {
            KeepLine(line);
            return;
        }

        Pass(message);
    }

    /// <summary>Keeps a line to show with the tests that were never reported.</summary>
    public void KeepLine(string line)
    {
        lock (guard)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > LinesKept)
            {
                lastLines.Dequeue();
            }
        }
    }

    /// <summary>Ends the report; <paramref name="end"/> says how the guest ended.</summary>
    public void Complete(string end)
    {
        ITestCase[] missing = [.. selected.Where(t => !finished.Contains(t.UniqueID))];
        if (missing.Length > 0)
        {
            FailAll(missing, string.Join(Environment.NewLine, [end, "The last output from the lab:", .. lastLines]));
        }

        sink.OnMessage(assemblyFinished ?? CreateAssemblyFinished(missing.Length));
    }

    private void Pass(IMessageSinkMessage message)
    {
        switch (message)
        {
            case IDiscoveryStarting or IDiscoveryComplete or ITestCaseDiscovered:
                return;
            case IDiagnosticMessage diagnostic:
                KeepLine(diagnostic.Message);
                break;
            case ITestAssemblyStarting:
                assemblyStarted = true;
                break;
            case ITestAssemblyFinished:
                // Held back until the tests that are missing have failed.
                assemblyFinished = message;
                return;
            case ITestCaseFinished testCase:
                finished.Add(testCase.TestCaseUniqueID);
                break;
        }

        sink.OnMessage(message);
    }

    private void FailAll(ITestCase[] testCases, string reason)
    {
        if (!assemblyStarted)
        {
            sink.OnMessage(CreateAssemblyStarting());
        }

        using var bus = new SinkMessageBus(sink);
        using var cancellation = new CancellationTokenSource();
        XunitRunnerHelper.FailTestCases(
            bus,
            cancellation,
            testCases,
            new GuestLostException(reason),
            sendTestCollectionMessages: true,
            sendTestClassMessages: true,
            sendTestMethodMessages: true);
    }

    private TestAssemblyStarting CreateAssemblyStarting() => new()
    {
        AssemblyName = assembly.AssemblyName,
        AssemblyPath = assembly.AssemblyPath,
        AssemblyUniqueID = assembly.UniqueID,
        ConfigFilePath = assembly.ConfigFilePath,
        Seed = null,
        StartTime = DateTimeOffset.Now,
        TargetFramework = null,
        TestEnvironment = "IpvsPS.Lab",
        TestFrameworkDisplayName = "IpvsPS.Lab",
        Traits = assembly.Traits,
    };

    private TestAssemblyFinished CreateAssemblyFinished(int failed) => new()
    {
        AssemblyUniqueID = assembly.UniqueID,
        ExecutionTime = 0,
        FinishTime = DateTimeOffset.Now,
        TestsFailed = failed,
        TestsNotRun = 0,
        TestsSkipped = 0,
        TestsTotal = selected.Count,
    };
}
