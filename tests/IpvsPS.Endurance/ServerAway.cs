using System.Diagnostics;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Endurance;

/// <summary>
/// Watch-IpvsKubernetesService in a pwsh of its own while the API server is away, and the cluster changes meanwhile. The table must stay
/// as it was, and follow when the server is back.
/// </summary>
internal sealed class ServerAway : IDisposable
{
    private const int Services = 100;
    private const int Watches = 4;

    /// <summary>The longest pause of a watch is 30 seconds; the rest is for the work.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly WatchStage _stage = new(Services, 4);
    private readonly List<string> _flaws = [];

    public int Looks { get; private set; }

    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>Has the server away for a time.</summary>
    /// <returns>How long after it was back the table was right.</returns>
    public TimeSpan Run(TimeSpan time)
    {
        _stage.Start(string.Empty, "ForEach-Object { [Console]::Out.WriteLine($_) }");
        _stage.AwaitTable();
        string[] table = WatchStage.Table();
        _stage.Server.Stop();
        var clock = Stopwatch.StartNew();
        for (int number = 0; clock.Elapsed < time; number = (number + 1) % Services)
        {
            _stage.Change(number);
            Looks++;
            string[] now = WatchStage.Table();
            if (!now.SequenceEqual(table))
            {
                _flaws.Add($"after {clock.Elapsed.TotalSeconds:0} s the table was another");
                table = now;
            }

            Thread.Sleep(Interval);
        }

        // What was before is not known any more: all is listed.
        clock.Restart();
        _stage.Server.Restart();
        _stage.AwaitTable();
        TimeSpan followed = clock.Elapsed;
        if (followed > LongestPause)
        {
            _flaws.Add($"it took {followed.TotalSeconds:0} s to follow");
        }

        Poll.Until(() => _stage.Server.WatchCount == Watches, "four watches again");
        return followed;
    }

    public void Dispose() => _stage.Dispose();
}
