using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// The pod of docs/kubernetes/daemonset.yaml on a node: its command line and environment, as process 1, in the node's network, on a root
/// that is read-only, with its volumes and the token and authority that a kubelet mounts.
/// </summary>
internal sealed class NodePod(WatchedNode node) : IDisposable
{
    /// <summary>What the manifest's startup probe looks for.</summary>
    public const string ReadyFile = "/run/ipvsps/ready";

    /// <summary>What the command says where the server has not answered in time.</summary>
    private static readonly string[] Unanswered = ["no answer within", "no connection within"];

    private const int MostStarts = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("pod").FullName;
    private Process? _process;

    /// <summary>What it has written, a line each.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>
    /// Starts it, and waits as long as its startup probe allows. Where it says that the server has not answered in time, it is started
    /// again, as a kubelet does: the stock kernel's processor is emulated.
    /// </summary>
    public void Start()
    {
        DaemonSet manifest = DaemonSet.Read();
        WriteFiles(manifest);

        node.WarmUp();
        int starts = 0;
        do
        {
            Lines.Clear();
            Run();
            Poll.Until(
                () => File.Exists(ReadyFile) || _process!.HasExited,
                () => $"the ready file: {string.Join('\n', Lines)}",
                manifest.LongestStart
            );
            if (_process!.HasExited)
            {
                // So that all that it wrote has been read.
                _process.WaitForExit();
            }
        } while (_process.HasExited && ++starts < MostStarts && Lines.Any(line => Unanswered.Any(line.Contains)));

        Assert.False(_process.HasExited, string.Join('\n', Lines));
    }

    private void WriteFiles(DaemonSet manifest)
    {
        Assert.Contains("Watch-IpvsKubernetesService ", manifest.Command[^1], StringComparison.Ordinal);
        string[] environment =
        [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "NODE_NAME=me",
            $"SERVER={node.Server.Url}",
            "CLUSTER_CIDR=10.200.0.0/16",
            .. manifest.Environment,
            // What a kubelet tells of the service kubernetes, which is not there before this runs.
            "KUBERNETES_SERVICE_HOST=10.96.0.1",
            "KUBERNETES_SERVICE_PORT=443",
        ];
        File.WriteAllText(Path.Combine(_folder, "token"), WatchedNode.Token);
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), node.Server.Certificates.AuthorityText);
        File.WriteAllBytes(
            Path.Combine(_folder, "command"),
            [.. environment.Concat(manifest.Command).SelectMany(word => (byte[])[.. Bytes(word), 0])]
        );
        File.Copy(Repository.File("tests/IpvsPS.KernelTests/Kubernetes/pod.sh"), Path.Combine(_folder, "pod.sh"), overwrite: true);
    }

    private void Run()
    {
        string module = Path.GetDirectoryName(StagedModule.Manifest)!;
        _process = Process.Start(
            new ProcessStartInfo(
                "bash",
                [
                    "-c",
                    $"exec ip netns exec {node.Namespace} unshare --pid --fork --mount --mount-proc --kill-child "
                        + $"bash '{_folder}/pod.sh' '{_folder}' '{module}' 2>&1",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        _process.OutputDataReceived += (_, line) => Lines.Enqueue(line.Data ?? string.Empty);
        _process.BeginOutputReadLine();
    }

    /// <summary>The kinds of the events that it has written; whatever is no line of JSON fails.</summary>
    public string[] Kinds() =>
        [.. Lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Kind").GetString()!)];

    /// <summary>Ends it as a kubelet does, and returns its exit code.</summary>
    public int Terminate()
    {
        string children = File.ReadAllText($"/proc/{_process!.Id}/task/{_process.Id}/children").Trim();
        LabSession.Native($"kill -TERM {children}");
        Assert.True(_process.WaitForExit(DaemonSet.Read().Grace), "SIGTERM did not end it.");

        // So that all that it wrote has been read.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process?.Dispose();
        File.Delete(ReadyFile);
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
