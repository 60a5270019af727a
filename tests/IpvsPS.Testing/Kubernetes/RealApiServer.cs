using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>
/// A real kube-apiserver with an etcd of its own, on loopback. It knows an administrator, the user of kube-proxy, and one without any
/// right, by tokens; by certificates everybody whom <see cref="Certificates"/> has signed for.
/// </summary>
internal sealed class RealApiServer : IClusterServer
{
    /// <summary>The programs that it needs.</summary>
    public static readonly string[] Programs = ["etcd", "kube-apiserver"];

    public const string Administrator = "administrator-token";

    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("control-plane").FullName;
    private readonly int _port = ControlPlane.FreePort();
    private readonly string[] _more;
    private readonly RealEtcd _etcd;
    private readonly HttpClient _client;
    private readonly RealApiObjects _objects;
    private Process? _server;

    /// <summary>Starts both, and waits until the server is ready.</summary>
    /// <param name="more">More of the server's command line.</param>
    public RealApiServer(params string[] more)
    {
        _more = more;
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        _client = new HttpClient(handler) { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(30) };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Administrator);
        _objects = new RealApiObjects(_client);
        WriteFiles();
        _etcd = new RealEtcd(_folder);
        try
        {
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Url => $"https://127.0.0.1:{_port}";

    public ApiCertificates Certificates { get; private set; } = new();

    public string[] Proxy { get; } = ["token: proxy-token"];

    public string[] Nobody { get; } = ["token: nobody-token"];

    public void Load(string path, string json)
    {
        JsonNode node = JsonNode.Parse(json)!;
        JsonObject[] items = node["items"] is JsonArray list ? [.. list.Select(item => (JsonObject)item!)] : [(JsonObject)node];
        Array.ForEach(items, item => _objects.Put(path, item));
    }

    public void Replay(string path, string line)
    {
        JsonNode node = JsonNode.Parse(line)!;
        var item = (JsonObject)node["object"]!;
        switch ((string)node["type"]!)
        {
            case "ADDED" or "MODIFIED":
                _objects.Put(path, item);
                break;
            case "DELETED":
                _objects.Remove(path, item);
                break;
        }
    }

    public void Remove(string path, JsonObject item) => _objects.Remove(path, item);

    /// <summary>Asks as the administrator.</summary>
    public string Send(HttpMethod method, string path, string? json = null) => _objects.Send(method, path, json).Text;

    public void Stop()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            server.Kill();
            server.WaitForExit();
            server.Dispose();
        }
    }

    /// <summary>SIGTERM, and the time until it has ended.</summary>
    public TimeSpan Terminate()
    {
        var clock = Stopwatch.StartNew();
        using Process server = Interlocked.Exchange(ref _server, null)!;
        using Process kill = Process.Start("kill", ["-TERM", $"{server.Id}"]);
        server.WaitForExit();
        return clock.Elapsed;
    }

    public void Restart()
    {
        Stop();
        Compact();
        Start();
    }

    /// <summary>Starts the server again at the same port, and waits until it is ready.</summary>
    public void Start()
    {
        _server = ControlPlane.Start(
            "kube-apiserver",
            PathOf("server.log"),
            [
                $"--etcd-servers={_etcd.Url}",
                "--bind-address=127.0.0.1",
                $"--secure-port={_port}",
                "--advertise-address=192.0.2.10",
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/108",
                $"--cert-dir={_folder}",
                $"--tls-cert-file={PathOf("server.crt")}",
                $"--tls-private-key-file={PathOf("server.key")}",
                $"--client-ca-file={PathOf("ca.crt")}",
                $"--token-auth-file={PathOf("tokens.csv")}",
                "--service-account-issuer=https://kubernetes.default.svc",
                $"--service-account-key-file={PathOf("account.key")}",
                $"--service-account-signing-key-file={PathOf("account.key")}",
                "--authorization-mode=RBAC",
                "--allow-privileged=true",
                "--disable-admission-plugins=ServiceAccount",
                .. _more,
            ]
        );
        string said = string.Empty;
        Poll.Until(
            () => (said = Ready()) == "ok" || _server is { HasExited: true },
            () => $"a ready server, but {said} {Log()}",
            StartTime
        );
        if (_server is { HasExited: true })
        {
            throw new InvalidOperationException($"kube-apiserver has ended. {Log()}");
        }
    }

    /// <summary>Has etcd forget all versions but the last; a server that starts afterwards knows none before.</summary>
    public void Compact() => _etcd.Compact();

    public void Backup() => _etcd.Backup();

    public void RestoreBackup()
    {
        Stop();
        _etcd.Restore();
        Start();
    }

    public void ExchangeCertificates()
    {
        Certificates = new ApiCertificates();
        StartWithCertificates();
    }

    public void RenewCertificate()
    {
        Certificates.RenewServer();
        StartWithCertificates();
    }

    public void Dispose()
    {
        Stop();
        _etcd.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>"ok" where the server is ready and has made its own service; what it says otherwise.</summary>
    private string Ready()
    {
        try
        {
            if (_more.Length > 0)
            {
                // A server without one of its own resources never has all of its informers, nor its own service.
                return _objects.Ask("/readyz?exclude=informer-sync").Text;
            }

            string said = _objects.Ask("/readyz").Text;
            (bool isThere, string own) = _objects.Ask("/api/v1/namespaces/default/services/kubernetes");
            return said != "ok" || isThere ? said : own;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return e.Message;
        }
    }

    private string Log() => string.Join('\n', File.ReadLines(PathOf("server.log")).TakeLast(20));

    private void WriteFiles()
    {
        WriteCertificates();
        using RSA key = RSA.Create(2048);
        File.WriteAllText(PathOf("account.key"), key.ExportRSAPrivateKeyPem());
        File.WriteAllText(
            PathOf("tokens.csv"),
            $"""
            {Administrator},administrator,1,"system:masters"
            proxy-token,system:kube-proxy,2
            nobody-token,nobody,3

            """
        );
    }

    /// <summary>A server that reads new files by itself does so for new connections only: it starts again, as kubeadm has it.</summary>
    private void StartWithCertificates()
    {
        Stop();
        WriteCertificates();
        Start();
    }

    private void WriteCertificates()
    {
        File.WriteAllText(PathOf("ca.crt"), Certificates.AuthorityText);
        File.WriteAllText(PathOf("server.key"), Certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf("server.crt"), Certificates.Server.ExportCertificatePem());
    }
}
