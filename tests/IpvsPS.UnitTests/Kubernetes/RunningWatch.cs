using IpvsPS.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>A watch that runs until it is disposed, and what it said.</summary>
internal sealed class RunningWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins one.</summary>
    public RunningWatch(ClusterConnection connection, WatchedResource resource, WatchOptions options) =>
        _running = new ResourceWatch(connection.Client, resource, Sink, options).RunAsync(_stop.Token);

    public SeenSink Sink { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }
}
