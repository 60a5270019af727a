using System.Management.Automation;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>The files of names, and what stands in their way.</summary>
public sealed class NamespaceFileTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    [Fact]
    public void A_name_that_is_taken_stays_what_it_was()
    {
        Lab.Run("New-NetNamespace red").ThrowOnError();
        string before = NamespaceOf("red");

        Fails("New-NetNamespace red", "NetNamespaceExists", ErrorCategory.ResourceExists, "'red'", "left as it is");
        Fails("Register-NetNamespace $PID red", "NetNamespaceExists", ErrorCategory.ResourceExists, "'red'");
        Assert.Equal(before, NamespaceOf("red"));
    }

    [Fact]
    public void A_symbolic_link_in_the_way_is_not_followed()
    {
        LabSession.Native("mkdir -p /run/netns; ln -s /run/planted /run/netns/red");

        Fails("New-NetNamespace red", "NetNamespaceExists", ErrorCategory.ResourceExists, "leftover");
        LabSession.Native("test ! -e /run/planted");
    }

    [Fact]
    public void A_directory_that_is_a_symbolic_link_is_not_followed()
    {
        LabSession.Native(
            "umount -l /run/netns; rm -rf /run/netns /run/elsewhere; mkdir /run/elsewhere; touch /run/elsewhere/red; "
                + "ln -s /run/elsewhere /run/netns"
        );
        try
        {
            Fails("New-NetNamespace blue", "NetNamespaceRefused", ErrorCategory.NotSpecified, "symbolic link", "not followed");
            Fails("Register-NetNamespace $PID green", "NetNamespaceRefused", ErrorCategory.NotSpecified, "symbolic link");
            Fails("Remove-NetNamespace red -Confirm:$false", "NetNamespaceRefused", ErrorCategory.NotSpecified, "symbolic link");
            Assert.Equal("red\n", LabSession.Native("ls /run/elsewhere; ! grep elsewhere /proc/self/mountinfo"));
        }
        finally
        {
            LabSession.Native("rm -rf /run/netns /run/elsewhere");
        }
    }

    [Fact]
    public void Files_and_the_directory_have_the_modes_that_ip_netns_gives_them()
    {
        const string modes =
            "stat -c '%a %u %g %F' /run/netns; umount /run/netns/red; stat -c '%a %u %g %F' /run/netns/red; rm /run/netns/red; "
            + "umount -l /run/netns; rmdir /run/netns";
        LabSession.Native("umount -l /run/netns; rm -rf /run/netns; true");
        Lab.Run("New-NetNamespace red").ThrowOnError();
        string ours = LabSession.Native(modes);
        LabSession.Native("ip netns add red");
        Assert.Equal(LabSession.Native(modes), ours);
    }

    /// <summary>What somebody puts in the place of names meanwhile, as fast as can be, comes to nothing.</summary>
    [Fact]
    public void Symbolic_links_that_are_put_in_the_way_meanwhile_lead_nowhere()
    {
        LabSession.Native(
            "mkdir -p /run/netns; echo kept > /run/victim; (while [ -e /run/victim ]; "
                + "do ln -s /run/victim /run/netns/red 2>/dev/null; rm -f /run/netns/red 2>/dev/null; "
                + "done) > /dev/null 2>&1 & echo $! > /run/racer"
        );
        string before = LabSession.Native("grep -c victim /proc/self/mountinfo || true");
        for (int i = 0; i < 40; i++)
        {
            Lab.Run("New-NetNamespace red; Remove-NetNamespace red -Confirm:$false");
        }

        Assert.Equal("kept\n", LabSession.Native("cat /run/victim"));
        Assert.Equal(before, LabSession.Native("grep -c victim /proc/self/mountinfo || true"));
        LabSession.Native("rm /run/victim; while kill -0 $(cat /run/racer) 2>/dev/null; do sleep 0.1; done");
    }

    [Fact]
    public void A_name_that_is_a_symbolic_link_is_taken_as_ip_netns_takes_it()
    {
        string pid = LabSession.StartSleep("unshare -n sleep 60");
        LabSession.Native($"mkdir -p /run/netns; ln -s /proc/{pid}/ns/net /run/netns/linked; ln -s /etc/passwd /run/netns/file");

        Assert.Equal(
            [LabSession.Native("ip netns exec linked readlink /proc/self/ns/net").Trim()],
            Lines("Invoke-NetNamespace linked { readlink /proc/self/ns/net }")
        );
        Fails("Enter-NetNamespace file", "NotNetNamespace", ErrorCategory.InvalidType, "'/run/netns/file'");
        Fails("Invoke-NetNamespace file -FilePath true", "NotNetNamespace", ErrorCategory.InvalidType, "'/run/netns/file'");
        LabSession.Native($"kill {pid}; ! ip netns exec file true 2>/dev/null");
    }

    [Fact]
    public void A_directory_in_the_way_stays()
    {
        LabSession.Native("mkdir -p /run/netns/dir");

        Fails("Remove-NetNamespace dir -Confirm:$false", "NotNetNamespace", ErrorCategory.InvalidType, "directory");
        LabSession.Native("test -d /run/netns/dir");
    }
}
