using System.Diagnostics;
using System.Net.Sockets;
using IpvsPS.Testing.Engine;

namespace IpvsPS.Endurance;

/// <summary>Mixed work in one session, round after round, and what the process holds meanwhile.</summary>
internal sealed class Soak : IDisposable
{
    private const string Here = "[IO.FileInfo]::new('/proc/thread-self/ns/net').LinkTarget";

    /// <summary>The shortest time between two samples; long soaks take 120 of them.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private readonly PowerShellEngine _engine = new(TextWriter.Null);
    private readonly SoakLeak _plant;
    private readonly List<string> _flaws = [];
    private readonly List<object> _planted = [];

    public Soak(SoakLeak plant)
    {
        _plant = plant;
        _engine.ImportModule();
        string directory = Directory.CreateTempSubdirectory("soak").FullName;
        string[] stable = [.. Enumerable.Range(0, 400).SelectMany(number => Rules($"10.50.{number / 200}.{number % 200}"))];
        File.WriteAllLines(Path.Combine(directory, "stable"), stable);
        File.WriteAllLines(Path.Combine(directory, "more"), [.. Rules("10.50.0.7", weight: 9), .. Rules("10.60.0.1")]);
        File.WriteAllLines(Path.Combine(directory, "refused"), [.. Rules("10.60.0.2"), "-A -t 10.60.0.3:80 -s nonesuch"]);
        _engine.SetVariable("directory", directory);
        _engine
            .Run("$null = New-NetNamespace soak -LoopbackUp; Import-IpvsConfiguration $directory/stable -NetNamespace soak")
            .ThrowOnError();
    }

    public int Rounds { get; private set; }

    public int Errors { get; private set; }

    public int Stops { get; private set; }

    /// <summary>What went wrong, by round.</summary>
    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>Works for a time, and long enough to be judged by, unless something goes wrong.</summary>
    public List<SoakSample> Run(TimeSpan time, Action<SoakSample> tell)
    {
        var samples = new List<SoakSample>();
        TimeSpan interval = time / 120 > LeastInterval ? time / 120 : LeastInterval;
        string home = Where();
        var clock = Stopwatch.StartNew();
        while ((clock.Elapsed < time || samples.Count < SoakJudge.LeastSamples) && _flaws.Count == 0)
        {
            DoRound(home);
            if (samples.Count == 0 || clock.Elapsed - samples[^1].Time >= interval)
            {
                samples.Add(SoakSample.Take(clock.Elapsed, Rounds));
                tell(samples[^1]);
            }
        }

        return samples;
    }

    public void Dispose()
    {
        _engine.Run("Remove-NetNamespace soak -Confirm:$false");
        _engine.Dispose();
    }

    private void DoRound(string home)
    {
        Rounds++;
        Array.ForEach(SoakStep.Round, Do);
        Stop(SoakStep.Stopped[Rounds % SoakStep.Stopped.Length]);
        if (Where() is var where && where != home)
        {
            _flaws.Add($"round {Rounds}: the session is in {where} and not in {home}");
        }

        _engine.Run("$Error.Clear()");
        Plant();
    }

    private void Do(SoakStep step)
    {
        EngineResult result = _engine.Run(step.Script);
        string[] errors = [.. result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
        Errors += errors.Length;
        if (result.Failure is not null || !errors.SequenceEqual(step.Errors))
        {
            _flaws.Add(
                $"round {Rounds}, {step.Name}: {result.Failure?.Message} "
                    + $"{string.Join("; ", errors.Zip(result.Errors, (id, error) => $"{id}: {error}"))}"
            );
        }
    }

    private void Stop(string script)
    {
        StoppedRun run = _engine.RunAndStop(script, written => written > 0);
        Stops++;
        if (!run.WasStopped || run.StopTime > TimeSpan.FromSeconds(5) || run.Errors.Count > 0)
        {
            _flaws.Add($"round {Rounds}: {script}: {run}");
        }
    }

    private string Where() => _engine.Run(Here).Of<string>().Single();

    private void Plant()
    {
        if (_plant.HasFlag(SoakLeak.Descriptors))
        {
            _planted.Add(new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            _planted.Add(File.OpenHandle("/proc/self/ns/net"));
        }

        if (_plant.HasFlag(SoakLeak.Threads))
        {
            new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
        }

        if (_plant.HasFlag(SoakLeak.Memory))
        {
            _planted.Add(new byte[100_000]);
        }

        if (_plant.HasFlag(SoakLeak.Mounts))
        {
            _engine.Run($"New-NetNamespace planted{Rounds}").ThrowOnError();
        }
    }

    private static string[] Rules(string address, int weight = 1) =>
        [$"-A -t {address}:80 -s rr", $"-a -t {address}:80 -r 10.1.0.1:80 -m -w {weight}"];
}
