using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IpvsPS.Testing.Health;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>
/// A namespace as a node, the stand-in with any number of services, and Watch-IpvsKubernetesService over them in a pwsh of its own.
/// Endpoints come and go: every second service begins with one less than it may have.
/// </summary>
internal sealed class WatchStage : IDisposable
{
    private const string Namespace = "watch-stage";
    private const int MetricsPort = 10249;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("watch-stage").FullName;
    private readonly int _endpoints;
    private readonly int[] _held;
    private Process? _watch;

    /// <param name="services">How many services there are.</param>
    /// <param name="endpoints">How many endpoints each may have.</param>
    public WatchStage(int services, int endpoints)
    {
        _endpoints = endpoints;
        _held = [.. Enumerable.Range(0, services).Select(number => endpoints - (number % 2))];
        Shell.Run($"ip netns add {Namespace}; ip -n {Namespace} link set lo up");
        JsonNode list = JsonNode.Parse(ClusterObjects.Json(services, endpoints))!;
        foreach (JsonNode? item in list["items"]!.AsArray().Where(item => (string)item!["kind"]! == "Service"))
        {
            Server.Put(ApiServer.Services, (JsonObject)item!.DeepClone());
        }

        for (int number = 0; number < services; number++)
        {
            Server.Load(ApiServer.Slices, ClusterObjects.Slice(number, _held[number]));
        }

        Server.Load(ApiServer.Nodes, """{"metadata":{"name":"node1"}}""");
        Server.WriteKubeconfig(PathOf("config"));
    }

    public ApiServer Server { get; } = new();

    /// <summary>The lines that the pipeline after the watch has written.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public int ProcessId => _watch!.Id;

    private string ReadyFile => PathOf("ready");

    /// <summary>Starts the watch, and waits until its first sync is done.</summary>
    /// <param name="before">What its process does before.</param>
    /// <param name="pipeline">What becomes of its events.</param>
    public void Start(string before, string pipeline)
    {
        string script = PathOf("watch.ps1");
        File.WriteAllText(
            script,
            $"""
            {StagedModule.ImportScript}
            {before}
            Watch-IpvsKubernetesService '{PathOf("config")}' -NodeName node1 -Masquerade None -AddressMode Link -ReadyFile '{ReadyFile}' `
                -MetricsBindAddress 127.0.0.1:{MetricsPort} -NetNamespace {Namespace} | {pipeline}
            """
        );
        _watch = Shell.Start($"exec pwsh -NoProfile -NonInteractive -File '{script}'");
        _watch.OutputDataReceived += (_, line) => Lines.Enqueue(line.Data ?? string.Empty);
        _watch.BeginOutputReadLine();
        Poll.Until(
            () => File.Exists(ReadyFile) || _watch.HasExited,
            () => $"the ready file, and not: {string.Join('\n', Lines.Take(20))}",
            LongestWait
        );
    }

    /// <summary>Has an endpoint of a service come or go.</summary>
    public void Change(int number)
    {
        _held[number] = _held[number] == _endpoints ? _endpoints - 1 : _endpoints;
        Server.Load(ApiServer.Slices, ClusterObjects.Slice(number, _held[number]));
    }

    /// <summary>Waits until the kernel has every service with the endpoints that it has by now.</summary>
    public void AwaitTable()
    {
        string said = string.Empty;
        Poll.Until(() => (said = Difference()).Length == 0, () => $"the table: {said}", LongestWait);
    }

    /// <summary>The lines of the table, in an order.</summary>
    public static string[] Table() => [.. SettledText.Read(Saved).Split('\n').Order(StringComparer.Ordinal)];

    /// <summary>A value of the watch's own metrics.</summary>
    public static long Metric(string name)
    {
        string text = Shell.Run($"ip netns exec {Namespace} curl -s -m 20 http://127.0.0.1:{MetricsPort}/metrics");
        string line = text.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{');
        return long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (_watch is { } watch)
        {
            watch.Kill(entireProcessTree: true);
            watch.WaitForExit();
            watch.Dispose();
        }

        Server.Dispose();
        Shell.Run($"ip netns delete {Namespace}");
        Directory.Delete(_folder, recursive: true);
    }

    private static string Saved() => Shell.Run($"ip netns exec {Namespace} ipvsadm -Sn");

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The first service whose real servers are not its endpoints; empty where all are right.</summary>
    private string Difference()
    {
        // A line is -a -t 10.96.0.1:80 -r 10.128.1.1:8080 -m -w 1.
        ILookup<string, string> servers = Saved()
            .Split('\n')
            .Where(line => line.StartsWith("-a ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .ToLookup(words => words[2], words => $"{words[4]} {words[^1]}");
        for (int number = 0; number < _held.Length; number++)
        {
            string service = string.Create(CultureInfo.InvariantCulture, $"10.96.{number >> 8}.{number & 255}:80");
            IEnumerable<string> wanted = Enumerable
                .Range(1, _held[number])
                .Select(n => string.Create(CultureInfo.InvariantCulture, $"10.{128 + (number >> 8)}.{number & 255}.{n}:8080 1"));
            if (!servers[service].ToHashSet().SetEquals(wanted))
            {
                return $"{service} has {string.Join(", ", servers[service])}, and not {_held[number]}";
            }
        }

        return string.Empty;
    }
}
