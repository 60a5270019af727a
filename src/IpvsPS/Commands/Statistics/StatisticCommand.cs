using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that read the counters again and again: how often, how many times, and of which services.</summary>
public abstract class StatisticCommand : IpvsQueryCommand
{
    /// <summary>Each service's real servers follow it.</summary>
    [Parameter]
    public SwitchParameter RealServer { get; set; }

    /// <summary>The time from one reading to the next, 0.1 seconds to a day: 500ms, 2s, 5m. Two seconds unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Interval { get; set; }

    /// <summary>How many readings to show after the first, and then end.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>Only so many services, those with the most of what -SortBy says.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        StatisticErrors.ThrowIfNoInterval(Interval);
    }

    /// <summary>Notes what is asked for; a service that is named and not there is an error.</summary>
    /// <param name="want">Notes a filter.</param>
    private protected void ForEachWanted(Action<ServiceFilter> want) =>
        ForEachFilter(filter =>
        {
            int count = FindServices(Client, filter).Count;
            if (count > 0 || !filter.IsLiteral)
            {
                want(filter);
            }

            return count;
        });
}
