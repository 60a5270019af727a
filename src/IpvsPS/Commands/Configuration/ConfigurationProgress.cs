using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>A progress bar that comes after half a second and moves five times a second.</summary>
internal sealed class ConfigurationProgress(Cmdlet command, string activity)
{
    private const int FirstMilliseconds = 500;
    private const int StepMilliseconds = 200;

    /// <summary>Of less than this many more the clock is not asked: it is a system call in places.</summary>
    private const int LeastCount = 64;

    private long _next = Environment.TickCount64 + FirstMilliseconds;
    private int _looked;
    private bool _isShown;

    public void Report(int done, int total)
    {
        bool isEnd = done >= total;
        if (isEnd ? !_isShown : done - _looked < LeastCount)
        {
            return;
        }

        _looked = done;
        if (!isEnd && Environment.TickCount64 < _next)
        {
            return;
        }

        _next = Environment.TickCount64 + StepMilliseconds;
        _isShown = !isEnd;
        var record = new ProgressRecord(0, activity, $"{done:N0} of {total:N0}")
        {
            PercentComplete = (int)(100L * done / Math.Max(total, 1)),
            RecordType = isEnd ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        ConfigurationCommand.Tell(() => command.WriteProgress(record));
    }
}
