namespace IpvsPS.KernelTests.Namespaces;

/// <summary>The namespaces <c>red</c>, which has a link dummy7, and <c>blue</c>, for tests that leave them as they are.</summary>
public sealed class TwoNamespaces : IDisposable
{
    public TwoNamespaces()
    {
        string[] inodes = LabSession
            .Native(
                "ip netns add red; ip -n red link add dummy7 type dummy; ip netns add blue; "
                    + "stat -L -c 'net:[%i]' /run/netns/red /run/netns/blue"
            )
            .Split('\n');
        (Red, Blue) = (inodes[0], inodes[1]);
    }

    public string Red { get; }

    public string Blue { get; }

    public void Dispose() => LabSession.Native("ip netns delete red; ip netns delete blue");
}
