using System.Text;

namespace IpvsPS.Kubernetes;

/// <summary>
/// Reads kubeconfig files, as kubectl does: of several, the first that has an entry counts, and paths in a file are relative to it.
/// </summary>
internal sealed class KubeconfigReader
{
    private readonly (string Folder, YamlFields Root)[] _files;

    /// <exception cref="ApiException">A file is not there, or is no kubeconfig.</exception>
    public KubeconfigReader(IReadOnlyList<string> paths)
    {
        _files = [.. paths.Select(path => (Path.GetDirectoryName(Path.GetFullPath(path))!, YamlFields.Read(path)))];
    }

    /// <summary>The access that a context names.</summary>
    /// <param name="context">The context's name; null for the current one.</param>
    /// <exception cref="ApiException">Something of it is missing or wrong.</exception>
    public ClusterAccess Read(string? context)
    {
        string name =
            context
            ?? _files.Select(file => file.Root.Text("current-context")).FirstOrDefault(text => text is not null)
            ?? throw new ApiException(ApiError.ContextMissing, string.Empty, string.Empty);
        YamlFields chosen =
            Find("contexts", name)?.Entry.Object("context")
            ?? throw new ApiException(ApiError.ContextMissing, string.Join(", ", Names()), name);
        (string Folder, YamlFields Entry) cluster = Need("clusters", "cluster", chosen.Text("cluster"));
        YamlFields server = cluster.Entry.Object("cluster");
        string? user = chosen.Text("user");
        return new ClusterAccess(ReadUri(server, "server") ?? throw server.Invalid("server", "is missing"))
        {
            Authority = ReadText(cluster.Folder, server, "certificate-authority"),
            IsUnverified = server.IsTrue("insecure-skip-tls-verify"),
            ServerName = server.Text("tls-server-name") ?? string.Empty,
            Proxy = ReadUri(server, "proxy-url"),
            Credential = user is null ? new ApiCredential() : ReadUser(Need("users", "user", user), server),
        };
    }

    /// <summary>The names of all contexts.</summary>
    public IEnumerable<string> Names() =>
        _files.SelectMany(file => file.Root.Objects("contexts")).Select(entry => entry.Text("name")).OfType<string>();

    private (string Folder, YamlFields Entry)? Find(string list, string name)
    {
        foreach ((string folder, YamlFields root) in _files)
        {
            foreach (YamlFields entry in root.Objects(list).Where(entry => entry.Text("name") == name))
            {
                return (folder, entry);
            }
        }

        return null;
    }

    private (string Folder, YamlFields Entry) Need(string list, string kind, string? name) =>
        Find(list, name ?? string.Empty) ?? throw new ApiException(ApiError.EntryMissing, kind, name ?? string.Empty);

    private static ApiCredential ReadUser((string Folder, YamlFields Entry) entry, YamlFields server)
    {
        YamlFields user = entry.Entry.Object("user");
        Func<string>? certificate = ReadText(entry.Folder, user, "client-certificate");
        Func<string>? key = ReadText(entry.Folder, user, "client-key");
        ClientCertificate? shown =
            certificate is null && key is null ? null
            : certificate is null || key is null
                ? throw user.Invalid(certificate is null ? "client-certificate" : "client-key", "is missing")
            : new ClientCertificate(certificate, key, user.PlaceOf("client-certificate"));
        if (!user.Object("auth-provider").IsMissing)
        {
            throw user.Invalid("auth-provider", "is of before Kubernetes 1.26: write an exec section");
        }

        YamlFields exec = user.Object("exec");
        return !exec.IsMissing ? new ExecCredential(new ExecProgram(entry.Folder, exec, server)) { Certificate = shown }
            : user.Text("token") is { } token ? new TokenCredential(token) { Certificate = shown }
            : user.Text("tokenFile") is { } file ? new TokenFileCredential(Path.Combine(entry.Folder, file)) { Certificate = shown }
            : user.Text("username") is { } name
                ? new PasswordCredential(name, user.Text("password") ?? string.Empty) { Certificate = shown }
            : new ApiCredential { Certificate = shown };
    }

    /// <summary>PEM that stands in the file, or in one of its own that is read whenever it is needed.</summary>
    private static Func<string>? ReadText(string folder, YamlFields fields, string name)
    {
        if (fields.Text($"{name}-data") is { } data)
        {
            try
            {
                string text = Encoding.ASCII.GetString(Convert.FromBase64String(data));
                return () => text;
            }
            catch (FormatException)
            {
                throw fields.Invalid($"{name}-data", "is no base64");
            }
        }

        if (fields.Text(name) is not { } file)
        {
            return null;
        }

        string path = Path.Combine(folder, file);
        FileText.Read(path);
        return () => FileText.Read(path);
    }

    private static Uri? ReadUri(YamlFields fields, string name) =>
        fields.Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "socks5" ? uri
        : throw fields.Invalid(name, $"'{text}' is no address such as https://10.0.0.1:6443");
}
