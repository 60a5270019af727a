using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IpvsPS.Lab.Host;

/// <summary>Sees that the Debian packages the lab needs are installed.</summary>
public static partial class HostPackages
{
    private static readonly (string Program, string Package)[] Required =
    [
        ("ipvsadm", "ipvsadm"),
        ("keepalived", "keepalived"),
        ("ip", "iproute2"),
        ("modprobe", "kmod"),
        ("curl", "curl"),
        ("arping", "iputils-arping"),
        ("ethtool", "ethtool"),
        ("tcpdump", "tcpdump"),
        ("iptables-legacy", "iptables"),
        ("ipset", "ipset"),
        ("ssh", "openssh-client"),
        ("tmux", "tmux"),
        ("systemctl", "systemd"),
        ("ansible-playbook", "ansible-core"),
    ];

    private static readonly (string Program, string Package)[] RequiredByLegacy = [("linux.uml", "user-mode-linux")];

    private static readonly (string Program, string Package)[] RequiredByStock =
    [
        ("qemu-system-x86_64", "qemu-system-x86"),
        ("nft", "nftables"),
    ];

    /// <summary>Sees to all that a kernel needs; returns the sentence that says what is wrong, or null.</summary>
    public static string? Ensure(LabKernel kernel) =>
        KernelChoice.Of(kernel) switch
        {
            LabKernel.Stock => Install([.. Required, .. RequiredByStock]) ?? StockKernel.Ensure(),
            LabKernel.User => Install(Required),
            _ => Install([.. Required, .. RequiredByLegacy]),
        };

    /// <summary>
    /// Brings the servers that tests use: OpenSSH's, which the guests find in /opt/openssh-server, and Prometheus with node_exporter,
    /// in /opt/prometheus.
    /// </summary>
    public static string? EnsureServers() => SshServer.Ensure() ?? MonitoringPrograms.Ensure();

    /// <summary>Gets the lists of packages anew; only root may.</summary>
    internal static bool UpdateLists() => GetEffectiveUserId() == 0 && RunAptGet("update");

    /// <summary>What one of apt's programs writes.</summary>
    internal static string Ask(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Installs what is missing when root; otherwise returns the sentence that says what to type.</summary>
    private static string? Install((string Program, string Package)[] required)
    {
        string[] missing = [.. Missing(required)];
        if (missing.Length == 0)
        {
            return null;
        }

        string packages = string.Join(' ', missing);
        if (GetEffectiveUserId() != 0)
        {
            return $"The lab needs these packages. Install them and try again:{Environment.NewLine}    sudo apt-get install --yes "
                + $"{packages}";
        }

        Console.Error.WriteLine($"lab: installing {packages}");
        string[] install = ["install", "--yes", "--no-install-recommends", .. missing];
        // A fresh machine has no package lists yet.
        if (RunAptGet(install) || (RunAptGet("update") && RunAptGet(install)))
        {
            return Missing(required).Any()
                ? $"apt-get installed {packages}, yet {string.Join(' ', Missing(required))} is still missing."
                : null;
        }

        return $"apt-get could not install {packages}.";
    }

    /// <summary>The full path of a program on PATH or in the system's own directories, or null.</summary>
    public static string? FindProgram(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin:/sbin:/bin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> Missing((string Program, string Package)[] required) =>
        required.Where(r => FindProgram(r.Program) is null).Select(r => r.Package);

    private static bool RunAptGet(params string[] arguments)
    {
        // Its chatter goes to standard error, so that a command's output stays the command's. One at a time:
        // apt-get does not wait for another one's lock on the package lists.
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true };
        foreach (
            string argument in (string[])
                ["-c", "exec flock /etc/apt apt-get -q -o DPkg::Lock::Timeout=300 \"$@\" 1>&2", "apt-get", .. arguments]
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
