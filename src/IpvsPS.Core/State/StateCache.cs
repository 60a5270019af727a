namespace IpvsPS.State;

/// <summary>
/// A file of what is remembered, for who looks at it again and again: it is read anew only where it has been replaced. With thousands
/// of real servers that takes longer than to read the table.
/// </summary>
/// <typeparam name="T">What is remembered.</typeparam>
/// <param name="file">The file.</param>
public sealed class StateCache<T>(StateFile<T> file)
    where T : class
{
    private T? _content;
    private (DateTime Written, long Length) _seen;

    /// <summary>What is remembered; null where nothing is.</summary>
    /// <returns>The same object as before, where the file is the same.</returns>
    /// <exception cref="StateException">The file is of a later version, damaged, or could not be read.</exception>
    public T? Read()
    {
        var info = new FileInfo(file.Path);
        (DateTime, long) present = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
        if (present != _seen)
        {
            _content = file.Read();
            _seen = present;
        }

        return _content;
    }
}
