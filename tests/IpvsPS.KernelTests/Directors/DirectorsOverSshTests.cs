using IpvsPS.KernelTests.Remoting;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Directors;

/// <summary>Each command of docs/two-directors.md over SSH, as somebody who sits at neither director types it.</summary>
[Trait(Kernels.Seconds, "80")]
public sealed class DirectorsOverSshTests(LabSession lab) : IDisposable
{
    private readonly DirectorPair _pair = new(lab);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Each_step_of_the_page_runs_over_SSH_under_downloads()
    {
        using var one = new RemoteHost("director1", 5, _pair.One.Name);
        using var two = new RemoteHost("director2", 6, _pair.Two.Name);
        using var router = new RemoteHost("router1", 7, _pair.Client.Name);
        lab.Works("$one, $two = New-PSSession -HostName director1, director2 | Sort-Object ComputerName");
        try
        {
            MoveTheAddresses();
            TakeOneOutBehindTheRouter(router);
        }
        finally
        {
            lab.Works("Remove-PSSession $one, $two");
        }
    }

    private void MoveTheAddresses()
    {
        On("$one, $two", DirectorsPage.Sample("on both directors"));
        On("$one", DirectorsPage.Sample("on lb1"));
        On("$two", DirectorsPage.Sample("on lb2"));
        On("$one", DirectorsPage.Sample("on the director that takes over"));
        using Download direct = _pair.Begin(DirectorPair.DirectAddress);
        using Download nat = _pair.Begin(DirectorPair.NatAddress);
        _pair.AwaitReplicas(2);
        On("$two", DirectorsPage.Sample("on the director that takes over"));
        On("$one", DirectorsPage.Sample("on the director that is relieved"));
        TwoDirectorsTests.AssertGoOn(direct, nat);
        TwoDirectorsTests.AssertWhole(direct, nat);
        string[] addresses = [_pair.One.Native("ip -brief address show lan"), _pair.Two.Native("ip -brief address show lan")];
        Assert.DoesNotContain($"{DirectorPair.NatAddress}/32", addresses[0], StringComparison.Ordinal);
        Assert.Contains($"{DirectorPair.NatAddress}/32", addresses[1], StringComparison.Ordinal);
    }

    private void TakeOneOutBehindTheRouter(RemoteHost router)
    {
        On("$one, $two", DirectorsPage.Sample("on both directors", 1));
        lab.Works($"Enable-IpvsDirectRouting {DirectorPair.RoutedAddress} -NetNamespace {string.Join(", ", _pair.Servers)}");
        LabSession.Native($"ssh {router.Name} '{DirectorsPage.Sample("on the router")}'");
        Download[] downloads = [.. Enumerable.Range(0, 6).Select(_ => _pair.Begin(DirectorPair.RoutedAddress))];
        Assert.Equal(downloads.Length, _pair.Clients(DirectorPair.RoutedAddress));
        LabSession.Native($"ssh {router.Name} ip route replace {DirectorPair.RoutedAddress}/32 via 10.77.0.2");
        TwoDirectorsTests.AssertGoOn(downloads);
        TwoDirectorsTests.AssertWhole(downloads);
        Array.ForEach(downloads, download => download.Dispose());
    }

    private void On(string sessions, string script) => lab.Works($"Invoke-Command {sessions} {{\n{script}\n}}");
}
