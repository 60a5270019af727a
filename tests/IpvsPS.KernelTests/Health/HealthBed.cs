using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using IpvsPS.Namespaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Health;

namespace IpvsPS.KernelTests.Health;

/// <summary>
/// A namespace with a service of NAT, 10.0.0.185:80, and real servers 10.5.0.1 and up on its own links, whose listeners a test
/// opens and closes; and a monitor of it in a process of its own, whose events are lines of JSON.
/// </summary>
internal sealed class HealthBed : IDisposable
{
    public const string Service = "10.0.0.185:80";

    private readonly NetNamespaceHandle _netns;
    private readonly Dictionary<int, Socket> _listeners = [];
    private Process? _monitor;

    public HealthBed(params int[] weights)
    {
        IEnumerable<string> servers = weights.Select((weight, i) => $"ipvsadm -a -t {Service} -r 10.5.0.{i + 1}:80 -m -w {weight}");
        string script = string.Join(
            '\n',
            [
                "ip link add dummy0 type dummy; ip link set dummy0 up; ip address add 10.0.0.185/32 dev dummy0",
                "for n in 1 2 3 4 9; do ip address add 10.5.0.$n/32 dev dummy0; done",
                $"ipvsadm -A -t {Service} -s rr",
                .. servers,
            ]
        );
        Native([script]);
        _netns = NetNamespaceHandle.Open(new NetNamespace(Namespace.Name));
    }

    public ScratchNamespace Namespace { get; } = new();

    public ConcurrentQueue<JsonElement> Events { get; } = [];

    /// <summary>For what a test writes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("health").FullName;

    public string Configuration => System.IO.Path.Combine(Folder, "health.json");

    public Process Monitor => _monitor!;

    /// <summary>Has a real server accept connections.</summary>
    public void Open(int number)
    {
        Socket socket = PodSocket.Bind(_netns, IPAddress.Parse($"10.5.0.{number}"), 80);
        socket.Listen();
        _listeners[number] = socket;
    }

    public void Close(int number) => _listeners[number].Dispose();

    /// <summary>Runs lines of a shell script in its namespace.</summary>
    public void Native(IEnumerable<string> lines)
    {
        string file = System.IO.Path.Combine(Folder, "stage.sh");
        File.WriteAllText(file, string.Join('\n', lines));
        Namespace.Native($"sh '{file}'");
    }

    /// <summary>The weight of each row, by the last number of its address.</summary>
    public string Weights() =>
        string.Join(
            ' ',
            Namespace
                .Saved()
                .Where(line => line.StartsWith("-a", StringComparison.Ordinal) && line.Contains("10.5.0.", StringComparison.Ordinal))
                .Select(line => $"{line.Split("10.5.0.")[1].Split(':')[0]}={line.Split(' ')[^1]}")
        );

    /// <summary>Starts a monitor, whose every event is awaited.</summary>
    public void Start(string arguments)
    {
        string script = System.IO.Path.Combine(Folder, "monitor.ps1");
        File.WriteAllText(
            script,
            $"Watch-IpvsHealth {arguments} -NetNamespace {Namespace} | "
                + "ForEach-Object { [Console]::Out.WriteLine(($_ | ConvertTo-Json -Compress -EnumsAsStrings)) }"
        );
        StartProgram($"exec {LabSession.PwshCommand} '{script}'");
    }

    /// <summary>Starts a monitor by a shell command, which becomes it.</summary>
    public void StartProgram(string command)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        _monitor = Process.Start(start)!;
        _monitor.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text && text[0] == '{')
            {
                Events.Enqueue(JsonDocument.Parse(text).RootElement.Clone());
            }
        };
        _monitor.BeginOutputReadLine();
    }

    /// <summary>Waits for an event of a kind about a real server, by the last number of its address; those before it are gone.</summary>
    public JsonElement Await(string kind, int? server = null)
    {
        JsonElement found = default;
        Poll.Until(() => Take(kind, server, out found), () => $"{kind} {server}: {string.Join(' ', Events.Select(Text))}");
        return found;
    }

    public void AwaitWeights(string weights) => Poll.Until(() => Weights() == weights, () => $"{weights}, but {Weights()}");

    public void Signal(string signal) => LabSession.Native($"kill -{signal} {Monitor.Id}");

    public static string Text(JsonElement happened) => $"{happened.GetProperty("Kind")} {happened.GetProperty("RealAddress")}";

    public void Dispose()
    {
        if (_monitor is { HasExited: false })
        {
            _monitor.Kill(entireProcessTree: true);
            _monitor.WaitForExit();
        }

        foreach (Socket socket in _listeners.Values)
        {
            socket.Dispose();
        }

        _netns.Dispose();
        Namespace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private bool Take(string kind, int? server, out JsonElement found)
    {
        while (Events.TryDequeue(out found))
        {
            bool isOf = server is null || found.GetProperty("RealAddress").GetString() == $"10.5.0.{server}";
            if (isOf && found.GetProperty("Kind").GetString() == kind)
            {
                return true;
            }
        }

        return false;
    }
}
