using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// A namespace as the recorded node, a stand-in for its API server, and a watch in a process of its own, whose events are lines of JSON.
/// </summary>
internal sealed class WatchBed : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("watch").FullName;
    private Process? _watch;

    /// <param name="kind">Which API server; the stand-in asks for a token.</param>
    public WatchBed(ClusterServerKind kind)
    {
        Server = kind == ClusterServerKind.Real ? new RealApiServer() : new ApiServer { Token = "secret" };
        try
        {
            Load(ApiServer.Services, "list-services.json");
            Load(ApiServer.Slices, "list-endpointslices.json");
            Server.Load(ApiServer.Nodes, File.ReadAllText(Path.Combine(RecordedNode.Folder, "transitions", "nodes.json")));
            Server.WriteKubeconfig(Kubeconfig, Server.Proxy);
            RecordedNode.Make(Namespace);
        }
        catch
        {
            // Nobody else ends the server.
            Dispose();
            throw;
        }
    }

    public IClusterServer Server { get; }

    /// <summary>The stand-in, for what the real server cannot be made to do; null where this is not it.</summary>
    public ApiServer? StandIn => Server as ApiServer;

    public ScratchNamespace Namespace { get; } = new();

    public ConcurrentQueue<JsonElement> Events { get; } = [];

    public string Kubeconfig => Path.Combine(_folder, "config");

    public string ReadyFile => Path.Combine(_folder, "ready");

    public static IEnumerable<string> Steps =>
        Directory.GetDirectories(Path.Combine(RecordedNode.Folder, "transitions", "steps")).Order(StringComparer.Ordinal);

    public static string Start => Path.Combine(RecordedNode.Folder, "transitions", "start");

    /// <summary>The table as kube-proxy had it, but for a real server that still drained there.</summary>
    public static string[] TableOf(string folder) =>
        [.. RecordedNode.Lines(Path.Combine(folder, "ipvsadm-Sn.txt")).Where(line => !line.EndsWith(" -w 0", StringComparison.Ordinal))];

    /// <summary>Has the server send what was recorded of a step.</summary>
    public void Replay(string step)
    {
        foreach (
            (string path, string kind) in ((string, string)[])
                [(ApiServer.Services, "services"), (ApiServer.Slices, "endpointslices"), (ApiServer.Nodes, "nodes")]
        )
        {
            string file = Path.Combine(step, $"events-{kind}.jsonl");
            if (File.Exists(file))
            {
                Array.ForEach(File.ReadAllLines(file), line => ReplayLine(path, line));
            }
        }
    }

    /// <summary>Waits until the kernel holds a step's table.</summary>
    public void AwaitTable(string folder)
    {
        string[] wanted = TableOf(folder);
        string[] held = [];
        Poll.Until(
            () => (held = Namespace.Saved()).SequenceEqual(wanted),
            () =>
                $"the table of {Path.GetFileName(folder)}; missing: {string.Join(", ", wanted.Except(held))}; too much: "
                + string.Join(", ", held.Except(wanted))
        );
    }

    public void StartWatch(string arguments)
    {
        string script = Path.Combine(_folder, "watch.ps1");
        File.WriteAllText(
            script,
            $"Watch-IpvsKubernetesService '{Kubeconfig}' {arguments} -NetNamespace {Namespace} | "
                + "ForEach-Object { [Console]::Out.WriteLine(($_ | ConvertTo-Json -Compress -EnumsAsStrings)) }"
        );
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec {LabSession.PwshCommand} '{script}'");
        _watch = Process.Start(start)!;
        _watch.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text && text[0] == '{')
            {
                Events.Enqueue(JsonDocument.Parse(text).RootElement.Clone());
            }
        };
        _watch.BeginOutputReadLine();
    }

    /// <summary>Waits for an event of a kind whose text has a part; those before it are gone.</summary>
    public void Await(string kind, string part = "")
    {
        var seen = new List<string>();
        Poll.Until(
            () =>
            {
                while (Events.TryDequeue(out JsonElement happened))
                {
                    seen.Add(happened.ToString());
                    if (happened.GetProperty("Kind").GetString() == kind && seen[^1].Contains(part, StringComparison.Ordinal))
                    {
                        return true;
                    }
                }

                return false;
            },
            $"{kind} {part}: {string.Join('\n', seen)}"
        );
    }

    /// <summary>What a URL answers within the namespace, its head included.</summary>
    public string Get(string url) => Namespace.Native($"curl -s -i -m 10 {url}").Replace("\r", string.Empty, StringComparison.Ordinal);

    /// <summary>SIGTERM, and the end.</summary>
    public bool Terminate()
    {
        LabSession.Native($"kill -TERM {_watch!.Id}");
        return _watch.WaitForExit(TimeSpan.FromSeconds(30));
    }

    public void Dispose()
    {
        if (_watch is { HasExited: false })
        {
            _watch.Kill(entireProcessTree: true);
            _watch.WaitForExit();
        }

        Server.Dispose();
        Namespace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Load(string path, string file) => Server.Load(path, File.ReadAllText(Path.Combine(Start, file)));

    private void ReplayLine(string path, string line)
    {
        if (line.Length > 0)
        {
            Server.Replay(path, line);
        }
    }
}
