using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;
using static IpvsPS.KernelTests.Kubernetes.HandMadeCase;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>docs/kubernetes/ipvsps-kubernetes.service, as it is, under systemd. The stock kernel has the nftables that it wants.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class KubernetesUnitTests : IDisposable
{
    private const string Unit = "ipvsps-kubernetes";

    /// <summary>The stock kernel's processor is emulated.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("unit").FullName;
    private readonly WatchedNode _node = new();

    public void Dispose()
    {
        _node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Systemd_takes_it_for_started_when_the_table_is_there_starts_it_again_and_stops_it_with_the_table_left()
    {
        WriteFiles();
        _node.Server.Load(ApiServer.Services, Service());
        _node.Server.Load(ApiServer.Slices, Slice(Pod("10.200.1.5")));
        _node.WarmUp();
        using var manager = new ServiceManager(_folder);

        // The unit has the node's name from the host's.
        _node.Server.Load(
            ApiServer.Nodes,
            HandMadeCase
                .Nodes.Split("\n{")[0]
                .Replace("\"me\"", $"\"{manager.Run("hostname")}\"".ToLowerInvariant(), StringComparison.Ordinal)
        );
        manager.Run("systemctl start systemd-journald");
        manager.Run($"systemctl start --no-block {Unit}");
        Poll.Until(
            () => manager.Show(Unit, "SubState") == "running",
            () => $"the unit running: {string.Join('\n', manager.Journal(Unit))}",
            LongestStart
        );
        Assert.Equal([Web, Me], _node.Namespace.Saved());
        string rules = _node.Namespace.Native("nft -n list ruleset");
        Assert.Contains("masquerade", rules, StringComparison.Ordinal);

        Poll.Until(() => CountSyncs(manager) == 1, "the first event in the journal");
        manager.EndMain(Unit, "KILL", LongestStart);
        Assert.Equal([Web, Me], _node.Namespace.Saved());
        _node.Server.Load(ApiServer.Slices, Slice(Pod("10.200.1.5") + "," + Pod("10.200.2.5")));
        _node.AwaitTable(Web, Me, Other);

        manager.Run($"systemctl stop {Unit}");
        Assert.Equal(("inactive", "success"), (manager.Show(Unit, "ActiveState"), manager.Show(Unit, "Result")));
        Assert.Equal([Web, Me, Other], _node.Namespace.Saved());
        Assert.Equal(rules, _node.Namespace.Native("nft -n list ruleset"));
        Assert.Equal(2, CountSyncs(manager));
        Assert.DoesNotContain("Problem", Kinds(manager));
    }

    private static int CountSyncs(ServiceManager manager) => Kinds(manager).Count(kind => kind == "Synced");

    private static string[] Kinds(ServiceManager manager) =>
        [.. manager.Events(Unit).Select(happened => happened.GetProperty("Kind").GetString()!)];

    private void WriteFiles()
    {
        Directory.CreateDirectory("/etc/ipvsps");
        _node.Server.WriteKubeconfig("/etc/ipvsps/kubeconfig", [$"token: {WatchedNode.Token}"]);
        ServiceManager.WriteUnit(_folder, $"kubernetes/{Unit}.service", _node.Namespace);
    }
}
