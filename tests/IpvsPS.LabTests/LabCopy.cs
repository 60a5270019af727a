namespace IpvsPS.LabTests;

/// <summary>A copy of the built lab in a directory whose name one chooses, readable by every user.</summary>
internal sealed class LabCopy : IDisposable
{
    private readonly DirectoryInfo directory;

    public LabCopy(string prefix)
    {
        directory = Directory.CreateTempSubdirectory(prefix);
        directory.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string source = Path.GetDirectoryName(LabProcess.Assembly)!;
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(directory.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Assembly => Path.Combine(directory.FullName, Path.GetFileName(LabProcess.Assembly));

    public void Dispose() => directory.Delete(recursive: true);
}
