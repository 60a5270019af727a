using IpvsPS.Benchmarks;
using IpvsPS.Lab.Host;

if (!GuestEnvironment.IsGuest)
{
    Console.Error.WriteLine("The benchmarks make namespaces and links, so they run in the lab only: dotnet run --project tests/IpvsPS.Lab -- bench");
    return 2;
}

using var session = new BenchmarkSession();
BenchmarkGroup[] groups = [new AddressBenchmarks(session), new ConfigurationBenchmarks(session)];
string[] unknown = [.. args.Except(groups.Select(group => group.Name))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There are no benchmarks '{string.Join("', '", unknown)}'; there are {string.Join(", ", groups.Select(group => group.Name))}.");
    return 2;
}

var report = new Report(Console.Out);
foreach (BenchmarkGroup group in groups.Where(group => args.Length == 0 || args.Contains(group.Name)))
{
    report.Begin(group);
    foreach (Job job in group.Jobs())
    {
        report.Write(job, session.Measure(job));
    }

    report.Write(group.Notes());
}

return 0;
