using System.Globalization;
using IpvsPS.Testing;

namespace IpvsPS.Endurance;

/// <summary>What a crowd did, and what was wrong.</summary>
public sealed class CrowdReport
{
    private const int MostFlaws = 20;

    private readonly Lock _gate = new();
    private readonly List<string> _flaws = [];
    private int _rounds;
    private int _listings;
    private int _races;
    private int _flawCount;

    /// <summary>What the process held before.</summary>
    public ProcessFigures? Before { get; set; }

    /// <summary>What it held after.</summary>
    public ProcessFigures? After { get; set; }

    /// <summary>The edits that ipvsadm made in the same table.</summary>
    public int NativeEdits { get; private set; }

    /// <summary>The edits that ipvsadm made in another namespace's table.</summary>
    public int NativeEditsBeside { get; private set; }

    /// <summary>The rounds that all members did together.</summary>
    public int Rounds => _rounds;

    /// <summary>What was wrong, the first of it.</summary>
    public IReadOnlyList<string> Flaws =>
        [.. _flaws, .. Returned(figures => figures.Descriptors, "descriptors"), .. Returned(figures => figures.Threads, "threads")];

    /// <summary>In one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Crowd.Members} runspaces: {_rounds} rounds, {_listings} listings, {_races} refusals of what another had done "
                + $"first; ipvsadm: {NativeEdits} edits here, {NativeEditsBeside} in another namespace; "
                + $"descriptors {Before?.Descriptors} before, {After?.Descriptors} after; "
                + $"threads {Before?.Threads}, {After?.Threads}; {_flawCount} flaws"
        );

    internal void Count(int rounds = 0, int listings = 0, int races = 0)
    {
        lock (_gate)
        {
            _rounds += rounds;
            _listings += listings;
            _races += races;
        }
    }

    internal void CountNative(int here, int beside)
    {
        NativeEdits += here;
        NativeEditsBeside += beside;
    }

    internal void Expect(bool holds, Func<string> otherwise)
    {
        if (holds)
        {
            return;
        }

        lock (_gate)
        {
            _flawCount++;
            if (_flaws.Count < MostFlaws)
            {
                _flaws.Add(otherwise());
            }
        }
    }

    private IEnumerable<string> Returned(Func<ProcessFigures, int> figure, string name)
    {
        if (Before is null || After is null)
        {
            yield return "it did not come to its end";
        }
        else if (figure(After) > figure(Before))
        {
            yield return $"{figure(Before)} {name} before and {figure(After)} after; "
                + $"open now and not before: {string.Join(", ", After.Targets.Except(Before.Targets))}";
        }
    }
}
