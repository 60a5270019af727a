namespace IpvsPS.Testing;

/// <summary>The checkout that this program was built in.</summary>
public static class Repository
{
    private const string Marker = "IpvsPS.sln";

    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The full path of a file of the checkout.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(DirectoryInfo? directory) =>
        directory is null ? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a checkout of IpvsPS.")
        : System.IO.File.Exists(Path.Combine(directory.FullName, Marker)) ? directory.FullName
        : Find(directory.Parent);
}
