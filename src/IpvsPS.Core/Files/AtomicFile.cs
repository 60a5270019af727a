namespace IpvsPS.Files;

/// <summary>
/// Writes a file so that whoever reads it finds all of the old one or all of the new one, also after a full disk or a kill: the
/// text goes into a file beside it, which takes its place with rename(2).
/// </summary>
public sealed class AtomicFile
{
    /// <summary>As other programs make files: the umask takes away what it takes away.</summary>
    private const UnixFileMode BeforeUmask =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    private readonly string _path;
    private readonly Action<Stream> _write;
    private AtomicFileStep _step = AtomicFileStep.Open;

    private AtomicFile(string path, Action<Stream> write)
    {
        _path = path;
        _write = write;
    }

    /// <summary>Writes a file, or leaves what is there as it is.</summary>
    /// <remarks>
    /// A symbolic link stays, and its target is replaced. A file that is replaced keeps its mode, owner and group; hard links to
    /// it keep the old text. What is no regular file, such as <c>/dev/stdout</c>, is written to as it is. A process that is
    /// killed leaves a file beside it, which is in nobody's way.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the text. What it throws, other than an error of the file, comes through.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="mode">The file's mode, whatever the umask; null for the old file's, and for a new one the umask's.</param>
    /// <param name="beside">
    /// The file beside it, for a caller that alone writes there: what a killed process left in its place is removed. Null for
    /// another name each time, which begins with a dot and ends with <c>.ipvsps-new</c>.
    /// </param>
    /// <exception cref="AtomicFileException">A step failed: the file is as it was.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite, UnixFileMode? mode = null, string? beside = null)
    {
        var file = new AtomicFile(path, write);
        try
        {
            file.Run(overwrite, mode, beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AtomicFileException(path, file._step, e);
        }
    }

    private void Run(bool overwrite, UnixFileMode? mode, string? given)
    {
        var named = new FileInfo(Path.GetFullPath(_path));
        string target = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        FileOwnership? present = FileOwnership.TryRead(target);
        if (present is not null && !overwrite)
        {
            throw new AtomicFileException(_path, AtomicFileStep.Exists, null);
        }

        if (present is { IsRegular: false })
        {
            using FileStream stream = new(target, FileMode.Open, FileAccess.Write);
            _step = AtomicFileStep.Write;
            _write(stream);
            return;
        }

        string beside = given ?? Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.ipvsps-new");
        if (given is not null)
        {
            // It may be a link that somebody made, which goes itself.
            File.Delete(given);
        }

        try
        {
            WriteBeside(beside, present, mode);
            Replace(beside, target, overwrite);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }
    }

    private void WriteBeside(string beside, FileOwnership? present, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // Whoever can open a file can hold its lock, which the runtime takes when it opens one.
            UnixCreateMode = mode is null ? BeforeUmask : UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var stream = new FileStream(beside, options);
        present?.ApplyTo(stream);
        if (mode is { } exactly)
        {
            File.SetUnixFileMode(stream.SafeFileHandle, exactly);
        }

        _step = AtomicFileStep.Write;
        _write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Without leave to overwrite, a file that has come meanwhile stays.</summary>
    private void Replace(string from, string to, bool overwrite)
    {
        _step = AtomicFileStep.Replace;
        try
        {
            File.Move(from, to, overwrite);
        }
        catch (IOException e) when (!overwrite && FileOwnership.TryRead(to) is not null)
        {
            throw new AtomicFileException(_path, AtomicFileStep.Exists, e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is the error to tell; the leftover says by its name what it is.
        }
    }
}
