using System.Text;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>Writes kubeconfig files.</summary>
internal static class KubeconfigText
{
    /// <summary>Writes a kubeconfig for a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="file">The file.</param>
    /// <param name="user">The lines of its user, such as <c>token: secret</c>.</param>
    public static void WriteKubeconfig(this IClusterServer server, string file, params string[] user)
    {
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(server.Certificates.AuthorityText));
        File.WriteAllText(
            file,
            $"""
            apiVersion: v1
            kind: Config
            current-context: stand-in
            clusters:
            - name: lab
              cluster:
                server: {server.Url}
                certificate-authority-data: {authority}
            contexts:
            - name: stand-in
              context:
                cluster: lab
                user: proxy
            users:
            - name: proxy
              user:{(user.Length == 0 ? " {}" : string.Concat(user.Select(line => $"\n    {line}")))}

            """
        );
    }
}
