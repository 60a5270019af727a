namespace IpvsPS.Lab.Host;

/// <summary>
/// Debian testing as a source of packages beside the machine's own, which it leaves as they are: apt-get gets lists, a cache and a
/// source of its own. The mirror is the machine's, and packages are checked by Debian's keys as always.
/// </summary>
internal static class TestingSuite
{
    private const string Keys = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>What apt-get needs to be told to download from there; null where the lists cannot be had.</summary>
    /// <param name="work">Where lists and cache are kept.</param>
    public static string[]? Options(DirectoryInfo work)
    {
        // A fresh machine has no lists yet, and apt names its sources by these.
        if ((Mirror() ?? (HostPackages.UpdateLists() ? Mirror() : null)) is not string mirror)
        {
            Console.Error.WriteLine("lab: this machine has no mirror of Debian");
            return null;
        }

        string source = Path.Combine(work.FullName, "testing.list");
        string keys = File.Exists(Keys) ? $"[signed-by={Keys}] " : "";
        File.WriteAllText(source, $"deb {keys}{mirror} testing main\n");
        foreach (string directory in (string[])["lists/partial", "cache/archives/partial"])
        {
            work.CreateSubdirectory(directory);
        }

        (string Name, string Value)[] settings =
        [
            ("Dir::Etc::SourceList", source),
            ("Dir::Etc::SourceParts", "/dev/null"),
            ("Dir::State::Lists", Path.Combine(work.FullName, "lists")),
            ("Dir::Cache", Path.Combine(work.FullName, "cache")),
            ("Acquire::Languages", "none"),
            ("Acquire::http::Timeout", "20"),
        ];
        string[] options = [.. settings.SelectMany(setting => new[] { "-o", $"{setting.Name}={setting.Value}" })];
        return UnpackedPackages.RunAptGet(work, [.. options, "update"]) ? options : null;
    }

    /// <summary>Where this machine has its release from.</summary>
    private static string? Mirror()
    {
        string? release = File.ReadLines("/etc/os-release")
            .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))
            ?.Split('=')[1];
        string output = HostPackages.Ask("apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages");
        return output.Split('\n').FirstOrDefault(line => line.StartsWith($"{release} ", StringComparison.Ordinal))?.Split(' ')[1];
    }
}
