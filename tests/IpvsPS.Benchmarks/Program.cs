using IpvsPS.Benchmarks;
using IpvsPS.Lab.Host;

if (!GuestEnvironment.IsGuest)
{
    Console.Error.WriteLine(
        "The benchmarks make namespaces and links, so they run in the lab only: dotnet run --project tests/IpvsPS.Lab -- bench"
    );
    return 2;
}

GuestEnvironment.KeepLowAddressesFromChildren();
using var session = new BenchmarkSession();
BenchmarkGroup[] groups =
[
    new AddressBenchmarks(session),
    new ConfigurationBenchmarks(session),
    new CompletionBenchmarks(session),
    new DiagnosisBenchmarks(session),
    new FreshBenchmarks(session),
    new KubernetesBenchmarks(session),
    new MasqueradeBenchmarks(session),
    new MetricBenchmarks(session),
    new ScreenBenchmarks(session),
    new HealthBenchmarks(session),
    new HealthFaultBenchmarks(session),
    new WatchBenchmarks(session),
    new WatchIdleBenchmarks(session),
];
BenchmarkGroup[] chosen = args.Length == 0 ? groups : [.. groups.Where(group => group.Name == args[0])];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There are no benchmarks '{args[0]}'; there are {string.Join(", ", groups.Select(group => group.Name))}.");
    return 2;
}

// Further words choose jobs by a part of their title.
string[] words = [.. args.Skip(1)];
var report = new Report(Console.Out);
foreach (BenchmarkGroup group in chosen)
{
    report.Begin(group);
    foreach (
        Job job in group.Jobs().Where(job => words.Length == 0 || words.Any(word => job.Title.Contains(word, StringComparison.Ordinal)))
    )
    {
        report.Write(job, BenchmarkSession.Measure(job));
    }

    report.Write(words.Length == 0 || !group.NotesTakeMeasuring ? group.Notes() : []);
}

return 0;
