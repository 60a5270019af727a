namespace IpvsPS.State;

/// <summary>The one change that is being made to a kind of state. Disposing it gives the lock back.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
public sealed class StateTransaction<T> : IDisposable
    where T : class
{
    private readonly StateFile<T> _file;
    private readonly StateLock _lock;

    internal StateTransaction(StateFile<T> file, StateLock held, T? content)
    {
        _file = file;
        _lock = held;
        Content = content;
    }

    /// <summary>What is remembered; null for nothing.</summary>
    public T? Content { get; private set; }

    /// <summary>Replaces what is remembered. It may be called more than once; null removes the file.</summary>
    /// <param name="content">What is to be remembered from now on.</param>
    /// <exception cref="StateException">It could not be written; what was remembered before still is.</exception>
    public void Save(T? content)
    {
        _file.Write(content);
        Content = content;
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _lock.Dispose();
}
