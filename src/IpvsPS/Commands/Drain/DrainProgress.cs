using System.Management.Automation;
using IpvsPS.Drain;

namespace IpvsPS.Commands;

/// <summary>The progress of waiting: how many have drained, and the counts of the one with the most connections.</summary>
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
            CurrentOperation = DrainWords.Describe(busiest),
            PercentComplete = total == 0 ? 100 : _over * 100 / total,
            SecondsRemaining = busiest.Timeout is { } timeout
                ? (int)Math.Clamp((timeout - busiest.Elapsed).TotalSeconds, 0, int.MaxValue)
                : -1,
        };
        command.WriteProgress(record);
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
}
