namespace IpvsPS.Package;

/// <summary>What CHANGELOG.md says of one version.</summary>
internal static class ReleaseNotes
{
    /// <summary>The section of a version, without its heading, up to the heading of the next.</summary>
    /// <exception cref="InvalidDataException">There is no such section.</exception>
    public static string Of(string version, string changes)
    {
        string[] lines = changes.Split('\n');
        int heading = Array.FindIndex(
            lines,
            line => line == $"## {version}" || line.StartsWith($"## {version} ", StringComparison.Ordinal)
        );
        return heading >= 0
            ? string.Join('\n', lines.Skip(heading + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim()
            : throw new InvalidDataException($"CHANGELOG.md has no section '## {version}'.");
    }
}
