using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Privilege;

/// <summary>Every command of the module without the privileges it wants: it works, or says which capability it needs.</summary>
public sealed class EveryCommandTests : IDisposable
{
    /// <summary>The commands that need no capability, and what they say where there is nothing to do.</summary>
    private static readonly string[] NeedNone =
    [
        "Compare-IpvsConfiguration|works",
        "ConvertFrom-IpvsConfiguration|works",
        "ConvertTo-IpvsConfiguration|works",
        "Debug-IpvsService|works",
        "Disable-IpvsDirectRouting|IpvsDirectRoutingNotEnabled",
        "Exit-NetNamespace|NetNamespaceNotEntered",
        "Get-IpvsConnection|works",
        "Get-IpvsDirectRouting|works",
        "Get-IpvsHealth|works",
        "Get-IpvsMetricServer|works",
        "Get-IpvsRealServer|works",
        "Get-IpvsService|works",
        "Get-IpvsScheduler|works",
        "Get-IpvsSetting|works",
        "Find-NetLinkRoute|works",
        "Get-NetLink|works",
        "Get-NetLinkAddress|works",
        "Get-NetLinkNeighbor|works",
        "Get-NetLinkRoute|works",
        "Get-NetNamespace|works",
        "New-IpvsHealthCheck|works",
        "Stop-IpvsMetricServer|works",
    ];

    private static readonly string[] OfNamespaces =
    [
        "Enter-NetNamespace",
        "Invoke-NetNamespace",
        "New-NetNamespace",
        "Register-NetNamespace",
        "Remove-NetNamespace",
    ];

    private readonly ScratchNamespace _netns = new();

    public EveryCommandTests() =>
        LabSession.Native(
            $"""
            ip link add veth-there type veth peer name veth-peer; ip link set veth-there up
            ip link add dummy-there type dummy; ip address add 10.0.0.8/32 dev dummy-there; ip link set dummy-there up; ip link set lo up
            ip route add 10.8.0.0/16 dev dummy-there
            echo '-A -t 10.0.0.10:80' > {Rules}; chmod 644 {Rules}
            ipvsadm -A -t 10.0.0.9:80; ipvsadm -a -t 10.0.0.9:80 -r 10.1.0.1:80
            """
        );

    private static string Rules { get; } = Path.Combine(Path.GetTempPath(), "every-command-rules");

    private static string Script { get; } = Path.Combine(AppContext.BaseDirectory, "Privilege", "every-command.ps1");

    public void Dispose()
    {
        LabSession.Native("ip link delete dummy-there; ip link delete veth-there; ipvsadm -C");
        _netns.Dispose();
    }

    [Fact]
    public void An_ordinary_user_is_served_or_told_the_capability()
    {
        string before = State();
        string[] lines = Lines(
            $"setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all {LabSession.PwshCommand} '{Script}' {Rules} {_netns}"
        );

        string[] refused = [.. lines.Where(line => line.Contains("|PermissionDenied|", StringComparison.Ordinal))];
        Assert.Equal(
            NeedNone.Order(StringComparer.Ordinal),
            lines.Except(refused).Select(line => line[..line.LastIndexOf('|')]).Order(StringComparer.Ordinal)
        );
        Assert.All(refused, line => Assert.Contains(Need(line[..line.IndexOf('|')]), line, StringComparison.Ordinal));
        Assert.Equal(before, State());
        Assert.All(
            refused,
            line =>
                Assert.Contains(
                    Need(line[..line.IndexOf('|')]).Split(": run as root.")[0],
                    Notes(line[..line.IndexOf('|')]),
                    StringComparison.OrdinalIgnoreCase
                )
        );
    }

    /// <summary>
    /// The lab's guest is in a changed root, where the kernel makes no user namespaces: this leaves that for the guest's own. Its
    /// /tmp is left as it is, since the project may stand there.
    /// </summary>
    [Fact]
    public void Root_of_another_user_namespace_is_told_that_it_is_not_enough()
    {
        string before = State();
        string[] lines = Lines(
            $"""
            nsenter --mount=/proc/1/ns/mnt unshare -m sh -c "mount -t proc proc /proc;
                mount -t tmpfs tmpfs /mnt; echo '-A -t 10.0.0.10:80' > /mnt/rules
                TMPDIR=/mnt setpriv --reuid 65534 --regid 65534 --clear-groups unshare -Ur {PwshOutside} '{Script}' /mnt/rules none"
            """
        );

        string[] refused = [.. lines.Where(line => line.Contains("|PermissionDenied|", StringComparison.Ordinal))];
        Assert.InRange(refused.Length, 30, lines.Length);
        Assert.All(refused, line => Assert.Contains("user namespace", line, StringComparison.Ordinal));
        Assert.All(
            refused.Where(line => !line.StartsWith("Set-IpvsSetting", StringComparison.Ordinal)),
            line =>
                Assert.EndsWith(
                    "run as root outside of this user namespace, whose own root does not have it.",
                    line,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(before, State());
    }

    /// <summary>The same PowerShell, as it is found outside of the guest's changed root.</summary>
    private static string PwshOutside =>
        LabSession.PwshCommand.Replace("pwsh ", "dotnet exec /run/root/opt/microsoft/powershell/7/pwsh.dll ", StringComparison.Ordinal);

    private static string Need(string command) =>
        OfNamespaces.Contains(command) ? "CAP_SYS_ADMIN: run as root."
        : command == "Send-NetLinkAnnouncement" ? "CAP_NET_RAW in the network namespace: run as root."
        : command == "Set-IpvsSetting" ? "only root may write"
        : command.Contains("Ipvs", StringComparison.Ordinal) && command is not ("Enable-IpvsDirectRouting" or "Repair-IpvsService")
            ? "CAP_NET_ADMIN in the initial user namespace: run as root."
        : "CAP_NET_ADMIN in the network namespace: run as root.";

    /// <summary>What the command's help page says of privileges among other things, in one line.</summary>
    private static string Notes(string command)
    {
        string page = File.ReadAllText(Repository.File($"docs/en-US/{command}.md"));
        return page[page.IndexOf("## NOTES", StringComparison.Ordinal)..page.IndexOf("## RELATED LINKS", StringComparison.Ordinal)]
            .Replace('\n', ' ');
    }

    /// <summary>A line each command: its name, what came of it, and the words. The script has had errors, which its exit code
    /// tells.</summary>
    private static string[] Lines(string command)
    {
        string[] lines = LabSession.Native($"{command} || true").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(lines, line => line.Contains("|not tried|", StringComparison.Ordinal));
        Assert.InRange(lines.Length, 49, int.MaxValue);
        return lines;
    }

    /// <summary>Without what follows a link's carrier, which comes when it comes: flags, link-local addresses, routes' linkdown.</summary>
    private static string State() =>
        LabSession.Native(
            "ipvsadm -Sn; ip -o address | grep -v ' inet6 fe80:'; ip route | sed 's/ linkdown//'; grep . /sys/class/net/*/flags; "
                + "ls /run/netns; sysctl net.ipv4.vs.drop_entry"
        );
}
