using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>
/// Takes the weight of real servers away for a while and gives it back. What is remembered is written before the kernel is
/// told to take away, and dropped after it was told to give back, under a lock that other processes wait for.
/// </summary>
public sealed partial class RealServerDrain
{
    private readonly IpvsClient _client;
    private readonly StateFile<SuspensionTable> _file;
    private readonly CancellationToken _cancellation;

    /// <summary>Works on a table and on what is remembered of it.</summary>
    /// <param name="client">The table of the namespace.</param>
    /// <param name="file">What is remembered of that namespace.</param>
    /// <param name="cancellation">Ends the waiting between steps and for the lock; between two steps nothing is half done.</param>
    public RealServerDrain(IpvsClient client, StateFile<SuspensionTable> file, CancellationToken cancellation)
    {
        _client = client;
        _file = file;
        _cancellation = cancellation;
    }

    /// <summary>Suspends real servers; those that are suspended already stay as they are.</summary>
    /// <param name="servers">Which ones; each once.</param>
    /// <param name="options">How.</param>
    /// <param name="stepped">Called after each step of a gradual suspension with what was changed by it.</param>
    /// <returns>What has become of each, in the order given.</returns>
    /// <exception cref="StateException">It could not be remembered; nothing was changed by this step.</exception>
    /// <exception cref="NetlinkException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is remembered says how far it came.</exception>
    public IReadOnlyList<DrainOutcome> Suspend(
        IReadOnlyList<RealServerId> servers,
        SuspendOptions options,
        Action<IReadOnlyList<DrainOutcome>>? stepped = null
    )
    {
        var steps = new WeightSteps(options.Gradual);
        DateTimeOffset since = DateTimeOffset.UtcNow;
        since -= TimeSpan.FromTicks(since.Ticks % TimeSpan.TicksPerSecond);
        var done = new Dictionary<RealServerId, DrainOutcome>();
        List<RealServerId> left = [.. servers];
        for (int step = 0; step <= steps.Last && left.Count > 0; step++)
        {
            var change = new SuspendStep(options, steps, step, since);
            List<DrainOutcome> outcomes = Change(left, change);
            stepped?.Invoke(outcomes);
            foreach (DrainOutcome outcome in outcomes)
            {
                Merge(done, outcome);
            }

            left.RemoveAll(server => done[server] is { IsDone: false } or { Suspension.Phase: SuspensionPhase.Suspended });
            Pause(left, steps, step);
        }

        return [.. servers.Select(server => done[server])];
    }

    /// <summary>Gives real servers their weight back.</summary>
    /// <param name="servers">Which ones; each once.</param>
    /// <param name="weight">The weight, 1 or more, in place of the former one; null for that.</param>
    /// <param name="slowStart">Over how long the weight goes up, evenly and in steps a second apart at least; zero for at once.</param>
    /// <param name="stepped">Called after each step with what was changed by it.</param>
    /// <returns>What has become of each, in the order given.</returns>
    /// <exception cref="StateException">What is remembered could not be read, or not be dropped after the weights were back.</exception>
    /// <exception cref="NetlinkException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is remembered says how far it came.</exception>
    public IReadOnlyList<DrainOutcome> Resume(
        IReadOnlyList<RealServerId> servers,
        int? weight = null,
        TimeSpan slowStart = default,
        Action<IReadOnlyList<DrainOutcome>>? stepped = null
    )
    {
        var steps = new WeightSteps(slowStart);
        var done = new Dictionary<RealServerId, DrainOutcome>();
        List<RealServerId> left = [.. servers];
        for (int step = 0; step <= steps.Last && left.Count > 0; step++)
        {
            var change = new ResumeStep(weight, steps, step);
            List<DrainOutcome> outcomes = Change(left, change);
            stepped?.Invoke(outcomes);
            foreach (DrainOutcome outcome in outcomes)
            {
                Merge(done, outcome);
            }

            left.RemoveAll(server => done[server] is { IsDone: false } or { Suspension: null });
            Pause(left, steps, step);
        }

        return [.. servers.Select(server => done[server])];
    }

    /// <summary>Drops what is remembered of real servers that have been removed.</summary>
    /// <param name="servers">The real servers.</param>
    /// <exception cref="StateException">It could not be written.</exception>
    public void Forget(IReadOnlyCollection<RealServerId> servers) => SuspensionTable.Forget(_file, servers, _cancellation);

    private void Pause(List<RealServerId> left, in WeightSteps steps, int step)
    {
        if (left.Count > 0 && step < steps.Last && _cancellation.WaitHandle.WaitOne(steps.Interval))
        {
            throw new OperationCanceledException(_cancellation);
        }
    }

    /// <summary>What several steps have done to one real server.</summary>
    private static void Merge(Dictionary<RealServerId, DrainOutcome> done, DrainOutcome outcome)
    {
        done[outcome.Server] = !done.TryGetValue(outcome.Server, out DrainOutcome? earlier)
            ? outcome
            : outcome with
            {
                FormerWeight = earlier.FormerWeight,
                IsChanged = earlier.IsChanged || outcome.IsChanged,
                FallbackFlag = earlier.FallbackFlag ?? outcome.FallbackFlag,
            };
    }

    private static void Save(StateTransaction<SuspensionTable> transaction, SuspensionTable table)
    {
        if (table.IsChanged)
        {
            transaction.Save(table.IsEmpty ? null : table);
            table.IsChanged = false;
        }
    }
}
