namespace IpvsPS.LabTests;

/// <summary>The files of the machine that a network tool could touch: path, size and time of each.</summary>
internal static class MachineSnapshot
{
    private static readonly string[] Roots = ["/etc", "/run/netns", "/var"];

    /// <summary>What the machine itself changes while a test runs.</summary>
    private static readonly string[] Restless = ["/var/log", "/var/cache", "/var/lib/apt", "/var/lib/dpkg", "/var/lib/systemd", "/var/tmp"];

    public static SortedSet<string> Take() => [.. Roots.SelectMany(Describe)];

    private static IEnumerable<string> Describe(string root)
    {
        var directory = new DirectoryInfo(root);
        if (!directory.Exists)
        {
            return [$"{root} does not exist"];
        }

        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true };
        IEnumerable<string> own = directory.EnumerateFiles("*", options).Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc:O}");
        IEnumerable<string> below = directory
            .EnumerateDirectories("*", options)
            .Where(d => d.LinkTarget is null && !Restless.Contains(d.FullName))
            .SelectMany(d => Describe(d.FullName).Prepend($"{d.FullName}/"));
        return own.Concat(below);
    }
}
