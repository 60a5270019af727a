using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Remoting;

public sealed class RemotingTests(LabSession lab)
{
    [Fact]
    public void Another_host_is_reached_over_SSH_and_its_objects_come_back()
    {
        using var host = new RemoteHost();

        string[] shown =
        [
            .. lab.Works(
                    $$"""
                    Invoke-Command {{host.Parameters}} {
                        {{StagedModule.ImportScript}}
                        New-DummyLink vip0 | Add-NetLinkAddress -Address 10.0.0.185/32
                        Get-NetLink vip0
                    } | ForEach-Object { "$($_.PSObject.TypeNames[0]) $($_.Name) $($_.State)" }
                    """
                )
                .Of<string>(),
        ];

        Assert.Equal(["Deserialized.IpvsPS.Objects.NetLink vip0 Up"], shown);
        Assert.Contains("10.0.0.185/32", LabSession.Native($"ip -n {host.Name} -brief address show vip0"), StringComparison.Ordinal);
    }
}
