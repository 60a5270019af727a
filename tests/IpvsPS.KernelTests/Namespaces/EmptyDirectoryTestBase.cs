namespace IpvsPS.KernelTests.Namespaces;

/// <summary>Tests that make and remove names, and leave none.</summary>
public abstract class EmptyDirectoryTestBase(LabSession lab) : NamespaceTestBase(lab), IDisposable
{
    public void Dispose()
    {
        LabSession.Native("mkdir -p /run/netns; cd /run/netns; for n in *; do umount -l \"$n\" 2>/dev/null; rm -rf \"$n\"; done; true");
        GC.SuppressFinalize(this);
    }

    protected static string[] NamesOfIp() =>
        LabSession
            .Native("ip netns list")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')[0])
            .Order()
            .ToArray();

    protected static string Files() => LabSession.Native("ls -A /run/netns 2>/dev/null || true");
}
