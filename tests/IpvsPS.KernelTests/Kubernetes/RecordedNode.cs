using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The node of tests/Recorded/Kubernetes, on which the real kube-proxy ran.</summary>
internal static class RecordedNode
{
    /// <summary>The folder of what was recorded.</summary>
    public static string Folder { get; } = Repository.File("tests/Recorded/Kubernetes");

    /// <summary>A command that reads the cluster's objects in one of its states.</summary>
    /// <param name="state">Its folder below transitions, such as <c>start</c>.</param>
    public static string Read(string state)
    {
        string root = Path.Combine(Folder, "transitions");
        return $"Get-Content '{root}/{state}/list-services.json', '{root}/{state}/list-endpointslices.json', '{root}/nodes.json' -Raw";
    }

    /// <summary>The lines of a recorded file, sorted.</summary>
    public static string[] Lines(string file) =>
        [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>Gives a namespace the addresses of the node.</summary>
    public static void Make(ScratchNamespace netns, string address4 = "192.168.50.1", string address6 = "2001:db8:50::1") =>
        netns.Native(
            $"""
            bash -c 'ip link add br0 type dummy; ip link set br0 up; ip addr add 172.17.0.1/16 dev br0; ip addr add {address4}/24 dev br0
            ip addr add {address6}/64 dev br0 nodad; ip addr add fd00:17::1/64 dev br0 nodad'
            """
        );
}
