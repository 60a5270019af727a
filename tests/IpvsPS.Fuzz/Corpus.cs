namespace IpvsPS.Fuzz;

/// <summary>The inputs that mutation starts from: those of the repository, and those that earlier runs have found.</summary>
internal static class Corpus
{
    /// <summary>The repository's inputs for a target, in order.</summary>
    public static List<byte[]> Load(FuzzTarget target) => Read(Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name));

    public static List<byte[]> Read(string directory) =>
        !Directory.Exists(directory)
            ? []
            : [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
