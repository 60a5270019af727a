using System.Management.Automation;
using System.Text.Json.Nodes;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public class NewDummyLinkTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void A_new_link_is_up_and_the_same_as_that_of_ip()
    {
        EngineResult result = Run("New-DummyLink d1").ThrowOnError();
        Ip(Reference, "link add d1 type dummy", "link set d1 up");
        AssertSame("d1");
        Assert.Equal(["d1 dummy Up 1500 links-module"], Rows(result, "Name", "Kind", "State", "Mtu", "NetNamespace"));
        JsonNode link = JsonNode.Parse(LabSession.Native($"ip -n {Module} -j link show d1"))![0]!;
        Assert.Equal([$"{link["ifindex"]} {link["address"]}"], Rows(result, "Index", "MacAddress"));
    }

    [Fact]
    public void A_new_link_can_be_left_down_with_its_own_MTU()
    {
        Run("New-DummyLink d1 -Down -Mtu 1400").ThrowOnError();
        Ip(Reference, "link add d1 mtu 1400 type dummy");
        AssertSame("d1");
    }

    [Fact]
    public void Names_and_rows_come_along_the_pipeline()
    {
        Run(
                "'d1', 'd2' | New-DummyLink; [pscustomobject]@{ Name = 'd3'; Mtu = '1400' }, [pscustomobject]@{ Name = 'd4'; "
                    + "Mtu = $null } | New-DummyLink"
            )
            .ThrowOnError();
        Assert.Equal("d1 d2 d3 d4", LinkNames(Module));
        Ip(Reference, "link add d3 mtu 1400 type dummy", "link set d3 up");
        AssertSame("d3");
    }

    [Fact]
    public void One_name_that_is_taken_leaves_the_others_alone()
    {
        EngineResult result = Run("New-DummyLink d1, d1, d2");
        Assert
            .Single(result.Errors)
            .Is(
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "Cannot create the dummy link d1 in namespace links-module: a link of that name is there already."
            );
        Assert.Equal("d1", result.Errors[0].TargetObject);
        Assert.Equal(["d1", "d2"], Rows(result));
    }

    [Theory]
    [InlineData("sixteen-bytes-00", "it has 16 bytes")]
    [InlineData("a/b", "no slash")]
    [InlineData("a:b", "no slash, colon")]
    [InlineData("a b", "no blank")]
    [InlineData(".", "it stands for a directory")]
    [InlineData("..", "it stands for a directory")]
    [InlineData("d%d", "'%'")]
    [InlineData("a\0b", "NUL")]
    public void Bad_names_are_refused(string name, string words)
    {
        AssertRefused($"New-DummyLink '{name}'", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, words);
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    [Fact]
    public void WhatIf_makes_nothing()
    {
        Assert.Empty(Run("New-DummyLink d1 -WhatIf | Add-NetLinkAddress -Address 10.0.0.1").ThrowOnError().Output);
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    [Fact]
    public void Verbose_says_what_is_done() =>
        Assert.Contains(
            "Performing the operation \"Create dummy link, up\" on target \"d1 in namespace links-module\".",
            Run("New-DummyLink d1 -Verbose").Verbose
        );

    [Fact]
    public void A_kernel_without_dummy_links_is_named()
    {
        LabSession.Native("modprobe -r -d /run/modules dummy");
        try
        {
            AssertRefused(
                "New-DummyLink d1",
                "NetLinkKindNotSupported",
                ErrorCategory.NotInstalled,
                "the running kernel does not have this kind of link. Load it as root with 'modprobe dummy', or boot a kernel "
                    + "that has it. The kernel says: Unknown device type."
            );
        }
        finally
        {
            LabSession.Native("modprobe -d /run/modules dummy numdummies=0");
        }
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_an_error() =>
        AssertRefused("New-DummyLink d1 -NetNamespace nowhere", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nowhere");
}
