namespace IpvsPS.LabTests;

/// <summary>A copy of the built lab in a directory whose name one chooses, readable by every user.</summary>
internal sealed class LabCopy : IDisposable
{
    private readonly DirectoryInfo _directory;

    public LabCopy(string prefix)
    {
        _directory = Directory.CreateTempSubdirectory(prefix);
        _directory.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string source = Path.GetDirectoryName(LabProcess.Assembly)!;
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_directory.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Assembly => Path.Combine(_directory.FullName, Path.GetFileName(LabProcess.Assembly));

    public void Dispose() => _directory.Delete(recursive: true);
}
