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

    private readonly Lock _guard = new();
    private readonly Lock _passing = new();
    private readonly Queue<string> _lastLines = new();
    private readonly HashSet<string> _finished = [];
    private bool _assemblyStarted;
    private readonly List<ITestAssemblyFinished> _assembliesFinished = [];

    /// <summary>Takes one line of the guest's output: a message, or something printed past the test framework, or both.</summary>
    public void ReadLine(string line)
    {
        int start = line.IndexOf(MessageStart, StringComparison.Ordinal);
        if (
            start < 0
            || MessageSinkMessageDeserializer.Deserialize(line[start..], diagnosticMessageSink: null) is not IMessageSinkMessage message
        )
        {
            KeepLine(line);
            return;
        }

        lock (_passing)
        {
            Pass(message);
        }
    }

    /// <summary>Keeps a line to show with the tests that were never reported.</summary>
    public void KeepLine(string line)
    {
        lock (_guard)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept)
            {
                _lastLines.Dequeue();
            }
        }
    }

    /// <summary>Ends the report; <paramref name="end"/> says how the guest ended.</summary>
    public void Complete(string end)
    {
        ITestCase[] missing = [.. selected.Where(t => !_finished.Contains(t.UniqueID))];
        if (missing.Length > 0)
        {
            FailAll(missing, string.Join(Environment.NewLine, [end, "The last output from the lab:", .. _lastLines]));
        }

        sink.OnMessage(CreateAssemblyFinished(missing.Length));
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
            case ITestAssemblyStarting when _assemblyStarted:
                return;
            case ITestAssemblyStarting:
                _assemblyStarted = true;
                break;
            case ITestAssemblyFinished ended:
                // Held back until every guest has ended and the tests that are missing have failed.
                _assembliesFinished.Add(ended);
                return;
            case ITestCaseFinished testCase:
                _finished.Add(testCase.TestCaseUniqueID);
                break;
        }

        sink.OnMessage(message);
    }

    private void FailAll(ITestCase[] testCases, string reason)
    {
        if (!_assemblyStarted)
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
            sendTestMethodMessages: true
        );
    }

    private TestAssemblyStarting CreateAssemblyStarting() =>
        new()
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

    private TestAssemblyFinished CreateAssemblyFinished(int missing) =>
        new()
        {
            AssemblyUniqueID = assembly.UniqueID,
            ExecutionTime = _assembliesFinished.Sum(ended => ended.ExecutionTime),
            FinishTime = DateTimeOffset.Now,
            TestsFailed = missing + _assembliesFinished.Sum(ended => ended.TestsFailed),
            TestsNotRun = _assembliesFinished.Sum(ended => ended.TestsNotRun),
            TestsSkipped = _assembliesFinished.Sum(ended => ended.TestsSkipped),
            TestsTotal = selected.Count,
        };
}
