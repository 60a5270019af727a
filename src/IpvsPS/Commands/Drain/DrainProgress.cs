using System.Management.Automation;
using IpvsPS.Drain;

namespace IpvsPS.Commands;

/// <summary>
/// The progress of waiting: how many have drained, the counts of the one with the most connections, and the time left: until
/// the last has drained, as connections end now, or else until the time is over.
/// </summary>
internal sealed class DrainProgress(Cmdlet command, int total)
{
    private const int Activity = 7341;

    private int _over;

    /// <summary>Shows what is known of those that are waited for.</summary>
    public void Show(IReadOnlyList<DrainStatus> statuses)
    {
        _over += statuses.Count(status => status.IsOver);
        DrainStatus? busiest = statuses.Where(status => !status.IsOver).MaxBy(status => status.Counting);
        if (busiest is null)
        {
            return;
        }

        var record = new ProgressRecord(Activity, "Waiting for real servers to drain", $"{_over} of {total} have drained")
        {
            CurrentOperation = DrainText.Describe(busiest),
            PercentComplete = total == 0 ? 100 : _over * 100 / total,
            SecondsRemaining = SecondsLeft([.. statuses.Where(status => !status.IsOver)]),
        };
        command.WriteProgress(record);
    }

    /// <summary>Seconds, rounded up; -1, which is PowerShell's word for it, where no end is known.</summary>
    internal static int SecondsLeft(IReadOnlyList<DrainStatus> waiting)
    {
        TimeSpan? forecast = LastOf(waiting.Select(status => status.Remaining));
        TimeSpan? deadline = LastOf(waiting.Select(status => status.Timeout - status.Elapsed));
        TimeSpan? left = forecast is null || deadline < forecast ? deadline : forecast;
        return left is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 0, int.MaxValue) : -1;
    }

    /// <summary>Takes it from the screen; nothing where the pipeline has been stopped.</summary>
    public void End()
    {
        try
        {
            command.WriteProgress(
                new ProgressRecord(Activity, "Waiting for real servers to drain", "Done") { RecordType = ProgressRecordType.Completed }
            );
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline takes no output, and its progress goes by itself.
        }
    }

    /// <summary>The longest of the times; null where one is not known.</summary>
    private static TimeSpan? LastOf(IEnumerable<TimeSpan?> times) =>
        times.Aggregate(
            (TimeSpan?)TimeSpan.Zero,
            (last, time) =>
                time is null || last is null ? null
                : time > last ? time
                : last
        );
}
