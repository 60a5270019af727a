namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// Two network namespaces that the tests of a class share, one for the module and one for ipvsadm: making a namespace
/// takes longer in the lab than most tests. Each test leaves both tables empty.
/// </summary>
public sealed class TwoNamespaces : IDisposable
{
    internal ScratchNamespace Ours { get; } = new();

    internal ScratchNamespace Theirs { get; } = new();

    /// <summary>Empties both tables.</summary>
    public void Clear(LabSession lab) =>
        lab.Works($"Clear-IpvsService -NetNamespace {Ours} -Confirm:$false; Clear-IpvsService -NetNamespace {Theirs} -Confirm:$false");

    public void Dispose()
    {
        Ours.Dispose();
        Theirs.Dispose();
    }
}
