namespace IpvsPS.Files;

/// <summary>What was being done when writing a file failed.</summary>
public enum AtomicFileStep
{
    /// <summary>Finding the file, or making the new one beside it: a missing folder, no permission.</summary>
    Open,

    /// <summary>Writing the text: a full disk, a limit.</summary>
    Write,

    /// <summary>Putting the new file in the place of the old one: a file that is mounted, say.</summary>
    Replace,

    /// <summary>The file is there, and it was not to be overwritten.</summary>
    Exists,
}

/// <summary>A file could not be written. What was there before is as it was.</summary>
public sealed class AtomicFileException : Exception
{
    internal AtomicFileException(string path, AtomicFileStep step, Exception? cause)
        : base($"{path}: {(step == AtomicFileStep.Exists ? "the file exists" : $"{step} failed: {cause?.Message}")}", cause)
    {
        Path = path;
        Step = step;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What was being done.</summary>
    public AtomicFileStep Step { get; }
}
