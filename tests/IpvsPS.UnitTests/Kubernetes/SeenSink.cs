using System.Collections.Concurrent;
using System.Text.Json;
using IpvsPS.Kubernetes;
using IpvsPS.Testing;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>Remembers what a watch said, a line each.</summary>
internal sealed class SeenSink : IResourceSink
{
    private readonly ConcurrentQueue<string> _seen = [];
    private readonly ConcurrentQueue<WatchTrouble> _troubles = [];

    private int _openings;

    /// <summary>How often a watch was said to be open.</summary>
    public int Openings => Volatile.Read(ref _openings);

    public IReadOnlyCollection<WatchTrouble> Troubles => _troubles;

    public bool Has(string text) => _seen.Contains(text);

    /// <summary>Waits for something; where it does not come, the error says what did.</summary>
    public void Await(string what, Func<bool> condition) =>
        Poll.Until(condition, () => $"{what}, but {string.Join(", ", _seen)} {string.Join(", ", _troubles)}");

    public void Replace(IReadOnlyList<JsonElement> items) => _seen.Enqueue($"= {string.Join(' ', items.Select(Name))}");

    public void Put(JsonElement item) => _seen.Enqueue($"+ {Name(item)}");

    public void Remove(JsonElement item) => _seen.Enqueue($"- {Name(item)}");

    public void Opened() => Interlocked.Increment(ref _openings);

    public void Tell(WatchTrouble trouble)
    {
        _troubles.Enqueue(trouble);
        _seen.Enqueue($"! {trouble.Code}");
    }

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;
}
