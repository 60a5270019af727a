namespace IpvsPS.Testing;

/// <summary>The module as it is published, staged by the build in out/IpvsPS.</summary>
public static class StagedModule
{
    /// <summary>Its manifest.</summary>
    public static string Manifest => Repository.File("out/IpvsPS/IpvsPS.psd1");

    /// <summary>The statement that imports it.</summary>
    public static string ImportScript => $"Import-Module -Name {Quote(Manifest)}";

    /// <summary>Copies it into a folder, without the files that are named.</summary>
    /// <returns>The copy's manifest.</returns>
    public static string Copy(string folder, params string[] except)
    {
        string module = Path.GetDirectoryName(Manifest)!;
        foreach (string file in Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(module, file);
            string target = Path.Combine(folder, "IpvsPS", name);
            if (!except.Contains(name))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        return Path.Combine(folder, "IpvsPS", Path.GetFileName(Manifest));
    }

    /// <summary>A text as a PowerShell literal.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
