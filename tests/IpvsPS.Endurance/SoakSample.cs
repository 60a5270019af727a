using System.Globalization;
using IpvsPS.Testing;

namespace IpvsPS.Endurance;

/// <summary>What the process held at a time of a soak.</summary>
/// <param name="Time">Since the beginning.</param>
/// <param name="Rounds">How many rounds were done.</param>
/// <param name="Figures">What it held.</param>
public sealed record SoakSample(TimeSpan Time, int Rounds, ProcessFigures Figures)
{
    /// <summary>The head of a table of samples.</summary>
    public const string Heading =
        "| time | rounds | descriptors | sockets | namespaces | threads | mounts | heap, kB | resident, kB "
        + "|\n|---|--:|--:|--:|--:|--:|--:|--:|--:|";

    /// <summary>Looks, and keeps nothing but figures: samples with names grew the heap that they measure by 3 kB each.</summary>
    public static SoakSample Take(TimeSpan time, int rounds) => new(time, rounds, ProcessFigures.Take().WithoutNames());

    /// <summary>A row of it.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {Time:hh\\:mm\\:ss} | {Rounds} | {Figures.Descriptors} | {Figures.Sockets} | {Figures.Namespaces} | "
                + $"{Figures.Threads} | {Figures.Mounts} | {Figures.HeapKilobytes} | {Figures.ResidentKilobytes} |"
        );
}
