using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>Namespaces, with and without their processes.</summary>
internal static class NamespaceSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "NetNamespace",
            [
                .. new[]
                {
                    Blue,
                    new NetNamespace { Name = "3f2a9c1d5e7b3f2a9c1d5e7b3f2a9c1d", Inode = 4026532500 },
                    Pod,
                }.Select(netns => new Objects.NetNamespace(netns)),
            ]
        ),
        new(
            "NetNamespaceProcess",
            AsTyped(
                new Objects.NetNamespace(
                    new NetNamespace
                    {
                        Name = "blue",
                        Device = 4,
                        Inode = 4026532132,
                        ProcessIds = [48, 512, 513],
                        ProcessName = "keepalived",
                    }
                ),
                "IpvsPS.Objects.NetNamespace#Process"
            ),
            AsTyped(
                new Objects.NetNamespace(
                    new NetNamespace
                    {
                        Path = "/proc/4194304/ns/net",
                        Device = 4,
                        Inode = 4026532407,
                        ProcessIds = [4194304],
                        ProcessName = "fifteen-letters",
                    }
                ),
                "IpvsPS.Objects.NetNamespace#Process"
            ),
            AsTyped(
                new Objects.NetNamespace(new NetNamespace { Name = "empty", Inode = 4026532500 }),
                "IpvsPS.Objects.NetNamespace#Process"
            )
        ),
    ];
}
