using IpvsPS.Ipvs;

namespace IpvsPS.Objects;

/// <summary>A scheduler of the running kernel: how a service chooses among its real servers.</summary>
public sealed class IpvsScheduler
{
    /// <summary>Makes a scheduler, to be filled in.</summary>
    public IpvsScheduler() { }

    internal IpvsScheduler(IpvsKernelScheduler scheduler)
    {
        Scheduler = scheduler.Name;
        State = scheduler.State;
        Description = IpvsSchedulerCatalog.All.FirstOrDefault(known => known.Name == scheduler.Name).Description ?? string.Empty;
        Flags = string.Join(',', IpvsFlags.SchedulerFlagNames.Where(flag => IsOwnFlag(scheduler.Name, flag)));
    }

    /// <summary>The scheduler's name, up to 15 characters; -Scheduler of New- and Set-IpvsService takes it.</summary>
    public string Scheduler { get; set; } = string.Empty;

    /// <summary>Whether it is loaded, built in, or will be loaded when a service asks for it.</summary>
    public IpvsSchedulerState State { get; set; }

    /// <summary>The flags that it knows, with commas between them, such as <c>sh-fallback,sh-port</c>; empty where it has none.</summary>
    public string Flags { get; set; } = string.Empty;

    /// <summary>How it chooses a real server; empty for one that is not the kernel's own.</summary>
    public string Description { get; set; } = string.Empty;

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Scheduler;

    /// <summary>Flags without a name of their own say nothing.</summary>
    private static bool IsOwnFlag(string scheduler, string flag) =>
        flag.StartsWith($"{scheduler}-", StringComparison.Ordinal) && IpvsFlags.IsFlagOf(scheduler, flag);
}
