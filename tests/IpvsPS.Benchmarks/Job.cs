namespace IpvsPS.Benchmarks;

/// <summary>Benchmarks that belong together; the command line chooses them by name.</summary>
internal abstract class BenchmarkGroup(BenchmarkSession session)
{
    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    protected BenchmarkSession Session { get; } = session;

    /// <summary>The rows of its table; without any the notes are all.</summary>
    public virtual IEnumerable<Job> Jobs() => [];

    /// <summary>Whether the notes are measurements of their own, which a run of chosen jobs leaves out.</summary>
    public virtual bool NotesTakeMeasuring => true;

    /// <summary>What is measured otherwise than by the clock, in sentences.</summary>
    public virtual IEnumerable<string> Notes() => [];
}

/// <summary>One job, and who does it: the module's cmdlets, the tool they stand for, and a minimal loop over prebuilt messages.</summary>
/// <param name="Title">What is done.</param>
/// <param name="Module">The module's cmdlets, in a warm session.</param>
/// <param name="Tool">The native program; null where none does it.</param>
/// <param name="Raw">The minimal loop; null where it says nothing.</param>
internal sealed record Job(string Title, Contender Module, Contender? Tool, Contender? Raw)
{
    /// <summary>Throws where a contender has not left the namespace as the job wants it; not timed.</summary>
    public required Action<BenchmarkNamespace> Check { get; init; }
}

/// <summary>One way of doing a job.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Prepare">Makes all ready in a fresh namespace, untimed, and returns what does the job and says how long it took.</param>
internal sealed record Contender(string Name, Func<BenchmarkNamespace, Func<TimeSpan>> Prepare)
{
    /// <summary>The part of the job that it does, where the whole would take minutes; its time is scaled up by it.</summary>
    public double Share { get; init; } = 1;
}

/// <summary>The best times of a job's contenders, each for the whole job.</summary>
internal sealed record Measurement(TimeSpan Module, TimeSpan? Tool, TimeSpan? Raw);
