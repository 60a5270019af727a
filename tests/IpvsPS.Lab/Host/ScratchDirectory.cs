namespace IpvsPS.Lab.Host;

/// <summary>The one directory that a guest and the machine share; it lives as long as the guest.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory()
    {
        // Boot arguments and mount options allow no space and no comma, and the guest's own /dev hides /dev/shm.
        string parent = System.IO.Path.GetFullPath(System.IO.Path.GetTempPath());
        bool usable = !parent.Any(c => char.IsWhiteSpace(c) || c is ',' or '"') && !parent.StartsWith("/dev/", StringComparison.Ordinal);
        Path = usable
            ? System.IO.Directory.CreateTempSubdirectory("ipvsps-lab.").FullName
            : System
                .IO.Directory.CreateDirectory(
                    $"/tmp/ipvsps-lab.{Guid.NewGuid():N}",
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                )
                .FullName;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void WriteBytes(string name, byte[] bytes) => System.IO.File.WriteAllBytes(File(name), bytes);

    public void WriteText(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    /// <summary>Writes values that may hold any character, as <c>mapfile -d ''</c> reads them.</summary>
    public void WriteList(string name, IEnumerable<string> values) => WriteText(name, string.Concat(values.Select(v => v + '\0')));

    public string ReadText(string name) => System.IO.File.Exists(File(name)) ? System.IO.File.ReadAllText(File(name)) : "";

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The supervisor removes it too, when a guest is cut short.
        }
    }
}
