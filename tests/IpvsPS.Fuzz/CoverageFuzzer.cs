using System.Diagnostics;
using System.Security.Cryptography;

namespace IpvsPS.Fuzz;

/// <summary>Fuzzes one target: what reaches something new is kept and mutated further.</summary>
/// <param name="target">The target.</param>
/// <param name="directory">Where the inputs that were found, the findings and the present input are written.</param>
internal sealed class CoverageFuzzer(FuzzTarget target, string directory)
{
    /// <summary>No input is so large that reading it takes seconds, however busy the machine is.</summary>
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(20);

    /// <summary>Mutations of one input in a row.</summary>
    private const int Turns = 64;

    private readonly CoverageMap _map = new();
    private readonly List<byte[]> _corpus = [];
    private readonly Dictionary<string, byte[]> _findings = [];
    private readonly FileStream _present = OpenPresent(directory);
    private long _executions;
    private long _startedAt;

    /// <summary>Runs for a time and returns the line of the report.</summary>
    public FuzzResult Run(TimeSpan time, int seed)
    {
        var clock = Stopwatch.StartNew();
        Watch();
        string found = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "corpus")).FullName);
        List<byte[]> start = [.. Corpus.Load(target), .. Corpus.Read(found)];
        // The first reading also runs what runs once, which is no input's own.
        start.ForEach(input => Execute(input));
        _map.Forget();
        start.ForEach(input => Keep(input, null));
        var mutator = new Mutator(seed);
        while (clock.Elapsed < time && _corpus.Count > 0)
        {
            // Half of the turns go to the newest inputs, which have been mutated least.
            int newest = mutator.Next(2) == 0 ? _corpus.Count : Math.Max(1, _corpus.Count / 5);
            int index = _corpus.Count - 1 - mutator.Next(newest);
            for (int i = 0; i < Turns; i++)
            {
                Keep(mutator.Mutate(_corpus, index), found);
            }
        }

        return new FuzzResult(target.Name, _executions, clock.Elapsed, _corpus.Count, _map.Steps, _findings.Count);
    }

    private void Keep(byte[] input, string? found)
    {
        if (Execute(input))
        {
            _corpus.Add(input);
            Write(found, input);
        }
    }

    /// <summary>Reads one input; true where it reached something new.</summary>
    private bool Execute(byte[] input)
    {
        // Before, since an input that ends the process cannot be written after.
        _present.Position = 0;
        _present.Write(input);
        _present.SetLength(input.Length);
        _executions++;
        Volatile.Write(ref _startedAt, Environment.TickCount64);
        _map.Clear();
        try
        {
            target.Check(input);
        }
        catch (Exception e)
        {
            string place = $"{e.GetType().Name}: {e.StackTrace?.Split('\n')[0].Trim()}";
            if (_findings.TryAdd(place, input))
            {
                Write(Path.Combine(directory, "findings"), input);
                Console.Error.WriteLine($"fuzz: finding in {target.Name}: {e}");
            }
        }

        return _map.Collect();
    }

    private void Watch()
    {
        Volatile.Write(ref _startedAt, Environment.TickCount64);
        var watcher = new Thread(() =>
        {
            while (true)
            {
                Thread.Sleep(1000);
                if (Environment.TickCount64 - Volatile.Read(ref _startedAt) > HangTime.TotalMilliseconds)
                {
                    Environment.FailFast($"{target.Name} has been reading one input for {HangTime.TotalSeconds} seconds");
                }
            }
        });
        watcher.IsBackground = true;
        watcher.Start();
    }

    private static void Write(string? directory, byte[] input)
    {
        if (directory is not null)
        {
            string name = Convert.ToHexStringLower(SHA256.HashData(input))[..16];
            File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(directory).FullName, name), input);
        }
    }

    private static FileStream OpenPresent(string directory) =>
        new(
            Path.Combine(Directory.CreateDirectory(directory).FullName, "present"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.Read,
            bufferSize: 0
        );
}

/// <summary>What came of fuzzing one target.</summary>
internal sealed record FuzzResult(string Target, long Executions, TimeSpan Time, int Inputs, int Steps, int Findings);
