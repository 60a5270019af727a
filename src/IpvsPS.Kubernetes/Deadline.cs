namespace IpvsPS.Kubernetes;

/// <summary>Cancels where nothing comes for a time; whatever comes extends it.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _time;

    public Deadline(TimeSpan time, TimeProvider clock, CancellationToken cancellation)
    {
        _time = time;
        _late = new CancellationTokenSource(time, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellation);
    }

    public CancellationToken Token => _either.Token;

    public void Extend() => _late.CancelAfter(_time);

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
