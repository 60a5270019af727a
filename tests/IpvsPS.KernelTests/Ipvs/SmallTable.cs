namespace IpvsPS.KernelTests.Ipvs;

/// <summary>A network namespace with two services and a real server, for commands that are to change nothing in it.</summary>
public sealed class SmallTable : IDisposable
{
    public SmallTable()
    {
        Space.Native("ipvsadm -A -t 10.0.0.1:80; ipvsadm -A -t [2001:db8::1]:80; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1");
        Before = Space.Saved();
    }

    internal ScratchNamespace Space { get; } = new();

    internal string[] Before { get; }

    public void Dispose() => Space.Dispose();
}
