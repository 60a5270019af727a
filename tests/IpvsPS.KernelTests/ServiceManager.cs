using System.Diagnostics;
using System.Text.Json;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests;

/// <summary>
/// systemd as process 1 of namespaces of its own, with its journal, the units of a test and the module where an installation has it.
/// It starts nothing that it is not told to start.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private const string Program = "/usr/bin/pwsh";

    private readonly Process _process;
    private readonly string _enter;

    /// <summary>Starts it.</summary>
    /// <param name="folder">The folder of the units; a target of no content is added.</param>
    public ServiceManager(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "lab.target"), "[Unit]\nDescription=Nothing\nDefaultDependencies=no\n");
        string script = Path.Combine(folder, "start.sh");
        File.WriteAllText(
            script,
            $"""
            set -e
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            for place in /run/systemd /run/log /etc/systemd/system /usr/local/share/powershell/Modules; do
              mkdir -p "$place"
              mount -t tmpfs tmpfs "$place"
            done
            cp -r '{folder}'/* /etc/systemd/system
            ln -s '{Path.GetDirectoryName(StagedModule.Manifest)}' /usr/local/share/powershell/Modules/IpvsPS
            exec env -i PATH="$PATH" container=lab /lib/systemd/systemd --system --unit=lab.target --log-target=journal --show-status=0
            """
        );
        LabSession.Native($"test -e {Program} || ln -s /usr/local/bin/pwsh {Program}");
        string log = Path.Combine(folder, "systemd.log");
        _process = Process.Start(
            "bash",
            ["-c", $"exec unshare --pid --fork --mount --mount-proc --cgroup --ipc --uts --kill-child bash '{script}' > '{log}' 2>&1"]
        );
        string children = $"/proc/{_process.Id}/task/{_process.Id}/children";
        string first = string.Empty;
        Poll.Until(() => (first = File.ReadAllText(children).Trim()).Length > 0, "the first process of systemd's namespaces");
        _enter = $"nsenter -t {first} -p -m -C -i -u -r";
        Poll.Until(() => Run("systemctl is-active lab.target || true") == "active", () => $"systemd: {File.ReadAllText(log)}");
    }

    /// <summary>Puts a unit of the documents into a folder, as it is, and beside it the lab's network namespace.</summary>
    /// <param name="folder">The folder of the units.</param>
    /// <param name="document">The unit, below docs.</param>
    /// <param name="netns">The namespace that it works in.</param>
    /// <param name="further">Lines for its section Service.</param>
    public static void WriteUnit(string folder, string document, ScratchNamespace netns, string further = "")
    {
        string unit = Path.Combine(folder, Path.GetFileName(document));
        File.Copy(Repository.File($"docs/{document}"), unit);
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory($"{unit}.d").FullName, "lab.conf"),
            $"[Unit]\nDefaultDependencies=no\n[Service]\nNetworkNamespacePath=/run/netns/{netns}\n{further}"
        );
    }

    /// <summary>Runs a command of its own, such as systemctl, and returns what it says.</summary>
    public string Run(string command) => LabSession.Native($"{_enter} {command}").Trim();

    /// <summary>What it knows of a unit.</summary>
    public string Show(string unit, string property) => Run($"systemctl show {unit} -p {property} --value");

    /// <summary>What a unit has written into the journal, a line each.</summary>
    public string[] Journal(string unit, string further = "") =>
        Run($"journalctl -u {unit} -o cat --no-pager {further}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sends a unit's process a signal, and waits for another one that is ready.</summary>
    public void EndMain(string unit, string signal, TimeSpan? limit = null)
    {
        string former = Show(unit, "MainPID");
        Run($"systemctl kill --kill-whom=main --signal={signal} {unit}");
        Poll.Until(
            () =>
            {
                // Both in one answer: between two, the former one can end.
                string[] seen = Run($"systemctl show {unit} -p SubState -p MainPID").Split('\n');
                return seen.Contains("SubState=running") && !seen.Contains($"MainPID={former}") && !seen.Contains("MainPID=0");
            },
            () => $"another process after SIG{signal}: {string.Join('\n', Journal(unit))}",
            limit
        );
    }

    /// <summary>The events that a unit has written; whatever is no line of JSON fails.</summary>
    public JsonElement[] Events(string unit)
    {
        string[] lines = Journal(unit, "_TRANSPORT=stdout");
        Assert.All(lines, line => Assert.StartsWith("{", line, StringComparison.Ordinal));
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
