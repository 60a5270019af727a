using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>An etcd of a test's own, on loopback.</summary>
internal sealed class RealEtcd : IDisposable
{
    /// <summary>Restores a backup.</summary>
    public const string Restorer = "etcdutl";

    private readonly string _folder;
    private readonly string _peer = $"http://127.0.0.1:{ControlPlane.FreePort()}";
    private string _data;
    private Process? _process;

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where it keeps its data.</param>
    public RealEtcd(string folder)
    {
        (_folder, _data) = (folder, Path.Combine(folder, "etcd"));
        Start();
    }

    public string Url { get; } = $"http://127.0.0.1:{ControlPlane.FreePort()}";

    private string BackupFile => Path.Combine(_folder, "backup.db");

    /// <summary>Forgets all versions but the last; an API server that starts afterwards knows none before.</summary>
    public void Compact()
    {
        // Another object's change is enough for the last version that a watch has seen to be too old.
        Post("/v3/kv/put", """{"key":"cGFzc2Vk","value":"cGFzc2Vk"}""");
        string revision = (string)JsonNode.Parse(Post("/v3/maintenance/status", "{}"))!["header"]!["revision"]!;
        Post("/v3/kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""");
    }

    /// <summary>Writes a backup, as etcdctl snapshot save does.</summary>
    public void Backup()
    {
        using FileStream file = File.Create(BackupFile);
        foreach (string line in Post("/v3/maintenance/snapshot", "{}").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            file.Write(Convert.FromBase64String((string?)JsonNode.Parse(line)!["result"]!["blob"] ?? string.Empty));
        }
    }

    /// <summary>Starts again with the data of the backup, as etcdutl snapshot restore makes it.</summary>
    public void Restore()
    {
        Stop();
        _data = Path.Combine(_folder, "restored");
        (int code, string said) = ControlPlane.Run(
            Restorer,
            "snapshot",
            "restore",
            BackupFile,
            $"--data-dir={_data}",
            $"--initial-advertise-peer-urls={_peer}",
            $"--initial-cluster=default={_peer}"
        );
        if (code != 0)
        {
            throw new InvalidOperationException($"{Restorer} ended with {code}: {said}");
        }

        Start();
    }

    public void Dispose() => Stop();

    private void Start() =>
        _process = ControlPlane.Start(
            "etcd",
            Path.Combine(_folder, "etcd.log"),
            $"--data-dir={_data}",
            $"--listen-client-urls={Url}",
            $"--advertise-client-urls={Url}",
            $"--listen-peer-urls={_peer}",
            $"--initial-advertise-peer-urls={_peer}",
            $"--initial-cluster=default={_peer}",
            "--unsafe-no-fsync"
        );

    private void Stop()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private string Post(string path, string body)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        using var content = new StringContent(body);
        using HttpResponseMessage answer = client.PostAsync(new Uri(path, UriKind.Relative), content).GetAwaiter().GetResult();
        return answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync().GetAwaiter().GetResult();
    }
}
