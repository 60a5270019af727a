using System.Management.Automation;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>The kernel gives the inode of a namespace that has ended to the next one: an object must not take that one for its
/// own.</summary>
public sealed class ReusedInodeTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    /// <summary>What the namespace holds, before and after it is replaced.</summary>
    private const string Fill = "ip -n good link add d0 type dummy; ip -n good addr add 10.9.0.1/32 dev d0; ip -n good link set lo up";

    [Theory]
    [InlineData("Get-NetNamespace good", "Remove-NetNamespace -Confirm:$false")]
    [InlineData("Get-NetNamespace good", "Invoke-NetNamespace { 'ran' }")]
    [InlineData(
        "New-NetNamespace other; ip netns del other; ip netns add other; Get-NetNamespace good",
        "ForEach-Object { Enter-NetNamespace $_ }"
    )]
    [InlineData("Get-NetLink d0 -NetNamespace good", "Remove-NetLink -Confirm:$false")]
    [InlineData("Get-NetLinkAddress d0 -NetNamespace good", "Remove-NetLinkAddress -Confirm:$false")]
    [InlineData("New-IpvsService 10.9.0.1:80 -NetNamespace good", "Add-IpvsRealServer 10.9.0.2:80")]
    [InlineData("Get-NetNamespace good", "ForEach-Object { New-DummyLink d9 -NetNamespace $_ }")]
    public void An_object_acts_in_no_later_namespace_of_its_inode(string make, string use)
    {
        LabSession.Native("ip netns add good; " + Fill);
        Lab.Run($"$object = @({make})[-1]").ThrowOnError();
        MakeAgain("good");
        LabSession.Native(Fill);

        Fails($"$object | {use}", "NetNamespaceChanged", ErrorCategory.InvalidData, "good", "Get the object anew");
        Assert.Equal("good", Assert.Single(NamesOfIp()[..1]));
        Assert.Contains("10.9.0.1", LabSession.Native("ip -n good addr show d0"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cookie_is_the_same_by_every_way_to_a_namespace_and_another_for_the_next()
    {
        LabSession.Native("ip netns add good");
        NetNamespaceIdentity byName = Read("good");
        NetNamespaceIdentity inside = NamespaceThread.RunAlone(() =>
        {
            using var handle = NetNamespaceHandle.Open(new NetNamespace("good"));
            handle.EnterOnThisThread();
            using var current = NetNamespaceHandle.OpenCurrent();
            return current.Identity;
        });
        MakeAgain("good");
        NetNamespaceIdentity next = Read("good");

        Assert.NotNull(byName.Cookie);
        Assert.Equal(byName.Cookie, inside.Cookie);
        Assert.Equal(byName.ToFileName(), inside.ToFileName());
        Assert.True(byName.IsSame(inside));
        Assert.Equal(byName.Inode, next.Inode);
        Assert.NotEqual(byName.Cookie, next.Cookie);
        Assert.False(byName.IsSame(next));
    }

    [Fact]
    public void A_new_name_of_the_same_namespace_keeps_objects_valid()
    {
        Lab.Run(
                """
                $object = New-NetNamespace good
                $holder = Invoke-NetNamespace good -FilePath sh -ArgumentList '-c','sleep 60 > /dev/null & echo $!'
                Remove-NetNamespace good -Confirm:$false
                Register-NetNamespace $holder good > $null
                kill $holder
                $object | Remove-NetNamespace -Confirm:$false
                """
            )
            .ThrowOnError();
        Assert.Empty(NamesOfIp());
    }

    private static NetNamespaceIdentity Read(string name)
    {
        using var handle = NetNamespaceHandle.Open(new NetNamespace(name));
        return handle.Identity;
    }
}
