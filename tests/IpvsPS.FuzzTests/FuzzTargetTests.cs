using System.Diagnostics;
using System.Runtime.InteropServices;
using IpvsPS.Fuzz;
using Xunit;

namespace IpvsPS.FuzzTests;

/// <summary>The bounded form of fuzzing: the corpus and the same mutations of it in every run.</summary>
public sealed class FuzzTargetTests
{
    private const int Mutations = 20_000;
    private const int Seed = 1;

    public static TheoryData<string> Names => new(FuzzTargets.All.Select(target => target.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_corpus_is_read(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        List<byte[]> corpus = Corpus.Load(target);
        Assert.NotEmpty(corpus);
        Assert.All(corpus, target.Check);
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Names))]
    public Task Mutations_of_it_give_documented_errors_only(string name) =>
        Task.Run(
            () =>
            {
                FuzzTarget target = FuzzTargets.Find(name);
                List<byte[]> corpus = Corpus.Load(target);
                var mutator = new Mutator(Seed);
                for (int i = 0; i < Mutations; i++)
                {
                    byte[] input = mutator.Mutate(corpus, i % corpus.Count);
                    Exception? finding = Record.Exception(() => target.Check(input));
                    Assert.True(finding is null, $"{name} of {Convert.ToBase64String(input)}: {finding}");
                }
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>A target that its corpus cannot get past the first check of would test nothing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Part_of_the_corpus_is_well_formed(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        Assert.Contains(Corpus.Load(target), input => Record.Exception(() => target.Read(input)) is null);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_program_fuzzes_with_coverage()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "IpvsPS.Fuzz"), ["--minutes", "0.02", "names"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        using Process process = Process.Start(start)!;
        string table = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        // Executions, a second, inputs kept, steps covered, findings.
        Assert.Matches(@"(?m)^\| names \| [^|]+ \| [\d,]+ \| [\d,]+ \| [1-9]\d* \| [1-9]\d* \| 0 \|$", table);
    }
}
