using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.DirectRouting;

/// <summary>A client, a director and a pod on one network, a namespace each, as stage.sh joins them. Each test leaves the pod as it
/// was.</summary>
public sealed class DirectRoutingStage : IDisposable
{
    public const string VirtualAddress = "10.77.0.200";

    /// <summary>The sysctls that Enable-IpvsDirectRouting may change, of every link, and all links and addresses.</summary>
    private const string ShowAll =
        "grep -H . /proc/sys/net/ipv4/conf/*/arp_ignore /proc/sys/net/ipv4/conf/*/arp_announce "
        + "/proc/sys/net/ipv4/conf/*/rp_filter; ip -o link; ip -o addr show scope global";

    public DirectRoutingStage()
    {
        LabSession.Native($"bash '{Repository.File("tests/IpvsPS.KernelTests/DirectRouting/stage.sh")}' {Client} {Director} {Pod}");
        DirectorMac = MacOf(Director);
        PodMac = MacOf(Pod);
    }

    internal ScratchNamespace Client { get; } = new();

    internal ScratchNamespace Director { get; } = new();

    internal ScratchNamespace Pod { get; } = new();

    internal string DirectorMac { get; }

    internal string PodMac { get; }

    /// <summary>Who answers the client for the virtual address, asked so many times with nothing remembered.</summary>
    public string[] AskAround(int times, string address = VirtualAddress) =>
        Lines(
                Client.Native(
                    $"bash -c 'for i in $(seq {times}); do ip neigh flush dev lan; (echo > /dev/udp/{address}/9) 2>/dev/null; "
                        + $"ip neigh show {address} dev lan; done'"
                )
            )
            .Select(Mac)
            .ToArray();

    /// <summary>Whom the client takes for the virtual address after the pod has sent from it, having to find the client first.</summary>
    public string AfterAnAnswer()
    {
        AskAround(1);
        // The kernel does not take back within a second what it has just learned (neigh locktime).
        Thread.Sleep(1100);
        Pod.Native("ip neigh flush dev lan");
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(Pod.Name));
        using Socket socket = NamespaceThread.Run(
            handle,
            () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        );
        socket.Bind(new IPEndPoint(IPAddress.Parse(VirtualAddress), 0));
        socket.SendTo("x"u8, new IPEndPoint(IPAddress.Parse("10.77.0.100"), 9));
        Thread.Sleep(100);
        return Mac(Client.Native($"ip neigh show {VirtualAddress} dev lan"));
    }

    /// <summary>All that may be changed in the pod, to compare.</summary>
    public string PodState() => Pod.Native(ShowAll);

    public string PodSysctl(string name) => Pod.Native($"sysctl -n net.ipv4.conf.{name}").Trim();

    public void Dispose()
    {
        Client.Dispose();
        Director.Dispose();
        Pod.Dispose();
    }

    private static string MacOf(ScratchNamespace netns) => netns.Native("cat /sys/class/net/lan/address").Trim();

    /// <summary>Of the line <c>10.77.0.200 lladdr 1a:… REACHABLE</c>.</summary>
    private static string Mac(string neighbor) => neighbor.Split(' ').SkipWhile(word => word != "lladdr").ElementAtOrDefault(1) ?? neighbor;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
