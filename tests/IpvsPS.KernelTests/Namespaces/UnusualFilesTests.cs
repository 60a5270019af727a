using System.Management.Automation;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>What else lies under /run/netns, names of any bytes, and many namespaces.</summary>
public sealed class UnusualFilesTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    /// <summary>As NamespaceClients keeps them open.</summary>
    private const int MostOpenClients = 32;

    /// <summary>A socket and two of the namespace; one more for what is open in passing.</summary>
    private const int DescriptorsOfAClient = 4;

    [Fact]
    public void A_namespace_of_another_kind_is_not_listed_not_entered_and_can_be_removed()
    {
        LabSession.Native("ip netns add real; touch /run/netns/ipc; mount --bind /proc/self/ns/ipc /run/netns/ipc; mkfifo /run/netns/pipe");

        Assert.Equal(["real"], Lines("(Get-NetNamespace).Name"));
        Fails("Get-NetNamespace ipc", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "ipc");
        Fails("Enter-NetNamespace ipc", "NotNetNamespace", ErrorCategory.InvalidType, "/run/netns/ipc", "Remove-NetNamespace");
        Fails(
            "New-NetNamespace ipc",
            "NetNamespaceExists",
            ErrorCategory.ResourceExists,
            "/run/netns/ipc is in the way",
            "Remove-NetNamespace"
        );
        Lab.Run("Remove-NetNamespace ipc, pipe -Confirm:$false").ThrowOnError();
        Assert.Equal("real", Files().Trim());
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_listed_as_it_can_be_typed()
    {
        LabSession.Native("ip netns add $'b\\xe4d'; ip netns add grün");

        Assert.Equal([@"b\xe4d", "grün"], Lines("(Get-NetNamespace).Name"));
        string inode = LabSession.Native("stat -c 'net:[%i]' /run/netns/b*").Trim();
        Assert.Equal(
            [inode, inode, inode],
            Lines(
                """
                Invoke-NetNamespace b\xe4d { readlink /proc/self/ns/net }
                Get-NetNamespace b* | Invoke-NetNamespace { readlink /proc/self/ns/net }
                Invoke-NetNamespace /run/netns/b\xe4d -FilePath readlink -ArgumentList /proc/self/ns/net
                """
            )
        );
        Lab.Run(@"Get-NetNamespace b* | Remove-NetNamespace -Confirm:$false; New-NetNamespace o\xffo").ThrowOnError();
        Assert.Equal("1", LabSession.Native("ls /run/netns | LC_ALL=C grep -c $'^o\\xffo$'").Trim());
        Lab.Run(@"Remove-NetNamespace o\xffo -Confirm:$false").ThrowOnError();
        Assert.Equal("grün", Files().Trim());
    }

    [Fact]
    public void A_pipeline_through_many_namespaces_keeps_few_descriptors()
    {
        const int Count = 100;
        Lab.Run($"1..{Count} | ForEach-Object {{ New-NetNamespace many$_ }}").ThrowOnError();
        object[] output =
        [
            .. Lab.Run(
                    """
                    $before = [IO.Directory]::GetFiles('/proc/self/fd').Length; $most = 0; $seen = 0
                    Get-NetNamespace many* | Get-IpvsDirectRouting 10.0.0.1 | Where-Object Requirement -eq VirtualAddress | ForEach-Object {
                        $seen++; $most = [Math]::Max($most, [IO.Directory]::GetFiles('/proc/self/fd').Length)
                    }
                    $seen; $most - $before
                    Get-NetNamespace many* | Remove-NetNamespace -Confirm:$false
                    """
                )
                .ThrowOnError()
                .Output.Select(value => value.BaseObject),
        ];

        Assert.Equal(Count, output[0]);
        Assert.InRange((int)output[1], 1, MostOpenClients * DescriptorsOfAClient);
    }

    [Fact]
    public void WhatIf_says_what_cannot_be_done()
    {
        LabSession.Native("ip netns add red");

        Fails("New-NetNamespace red -WhatIf", "NetNamespaceExists", ErrorCategory.ResourceExists, "red");
        Fails("Remove-NetNamespace none -WhatIf", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "none");
        Fails("Register-NetNamespace 999999 -WhatIf", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "/proc/999999/ns/net");
        Fails("Register-NetNamespace 1 red -WhatIf", "NetNamespaceExists", ErrorCategory.ResourceExists, "red");
        Assert.Empty(Lab.Run("New-NetNamespace blue -WhatIf; Remove-NetNamespace red -WhatIf").ThrowOnError().Output);
    }
}
