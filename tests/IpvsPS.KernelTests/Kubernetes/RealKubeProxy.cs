using System.Diagnostics;
using System.Globalization;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The real kube-proxy in IPVS mode, in a node's namespace. It is used where it is on the PATH.</summary>
internal sealed class RealKubeProxy : IDisposable
{
    public const string Program = "kube-proxy";

    private const string Metrics = "http://127.0.0.1:10249";

    private readonly string _folder = Directory.CreateTempSubdirectory("kube-proxy").FullName;
    private readonly ScratchNamespace _node;
    private readonly Process _process;

    /// <summary>Starts it with the options of the recorded one.</summary>
    /// <param name="node">The node's namespace.</param>
    /// <param name="kubeconfig">Where its API server is, within the namespace.</param>
    public RealKubeProxy(ScratchNamespace node, string kubeconfig)
    {
        _node = node;
        KubeProxyNode.LoadModules();

        // The user-mode kernel has the legacy chains alone.
        foreach (string program in (string[])["iptables", "iptables-save", "iptables-restore"])
        {
            foreach (string family in (string[])["ip", "ip6"])
            {
                string name = family + program[2..];
                string[] parts = name.Split('-');
                string legacy = string.Join('-', [parts[0], "legacy", .. parts[1..]]);
                File.CreateSymbolicLink(Path.Combine(_folder, name), $"/usr/sbin/{legacy}");
            }
        }

        string options = File.ReadAllText(Path.Combine(RecordedNode.Folder, "transitions/kube-proxy.cmdline")).Trim();
        _process = Process.Start(
            "bash",
            [
                "-c",
                $"unset LD_PRELOAD; export PATH='{_folder}':$PATH; exec ip netns exec {node} {ControlPlane.Find(Program)} {options} "
                    + $"--kubeconfig='{kubeconfig}' > '{LogFile}' 2>&1",
            ]
        );
    }

    /// <summary>The last errors that it says, as lines that begin with E, and the end of all.</summary>
    public string Log =>
        string.Join(
            '\n',
            [.. File.ReadLines(LogFile).Where(line => line.StartsWith('E')).TakeLast(12), .. File.ReadLines(LogFile).TakeLast(8)]
        );

    private string LogFile => Path.Combine(_folder, "log");

    /// <summary>How long its syncs of a family have taken together, and how many there were.</summary>
    public (double Seconds, int Count) Syncs(string family) => Syncs(family, ReadMetrics());

    private static (double Seconds, int Count) Syncs(string family, string text)
    {
        return (
            double.Parse(Value($"sum{{ip_family=\"{family}\"}}"), CultureInfo.InvariantCulture),
            int.Parse(Value($"count{{ip_family=\"{family}\"}}"), CultureInfo.InvariantCulture)
        );

        string Value(string part)
        {
            string start = $"kubeproxy_sync_proxy_rules_duration_seconds_{part} ";
            return text.Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..] ?? "0";
        }
    }

    /// <summary>Waits until both families have been synced once.</summary>
    public void AwaitSync()
    {
        // It starts a program for each entry, and a look is a program too: one look a time.
        Poll.Until(
            () => _process.HasExited || (ReadMetrics() is var text && Syncs("IPv4", text).Count > 0 && Syncs("IPv6", text).Count > 0),
            () => $"a sync of kube-proxy, but {Log}",
            TimeSpan.FromMinutes(6)
        );
        Assert.False(_process.HasExited, Log);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Nothing while it does not answer.</summary>
    private string ReadMetrics() => _node.Native($"curl -s -m 20 {Metrics}/metrics || true");
}
