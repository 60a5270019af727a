namespace IpvsPS.Kubernetes;

/// <summary>Reads the files of which a connection is made.</summary>
internal static class FileText
{
    /// <exception cref="ApiException">The file is not there or may not be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ApiException(ApiError.FileMissing, string.Empty, path);
        }
    }
}
