using System.Management.Automation;
using IpvsPS.Lab.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class MoveNetLinkTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void A_new_link_is_moved_and_arrives_down()
    {
        EngineResult result = Run("New-DummyLink d1 | Move-NetLink -Destination $reference").ThrowOnError();
        Assert.Empty(result.Output);
        Assert.Empty(result.Warnings);
        Assert.Equal(("", "d1"), (LinkNames(Module), LinkNames(Reference)));
        Ip(Module, "link add d1 type dummy");
        AssertSame("d1");
    }

    [Fact]
    public void PassThru_gives_the_link_in_its_new_namespace()
    {
        EngineResult result = Run("New-DummyLink d1 | Move-NetLink -Destination $reference -PassThru").ThrowOnError();
        Assert.Equal(["d1 Down links-reference"], Rows(result, "Name", "State", "NetNamespace"));
        Run("$PSDefaultParameterValues.Clear(); New-DummyLink d2 -NetNamespace $module | Move-NetLink -Destination $reference -PassThru | Set-NetLink -Up").ThrowOnError();
        Ip(Module, "link add d2 type dummy", "link set d2 up");
        AssertSame("d2");
    }

    [Fact]
    public void A_namespace_is_a_name_a_path_or_an_object()
    {
        Run("""
            New-DummyLink d1, d2, d3
            Move-NetLink d1 /run/netns/links-reference
            Move-NetLink d2 -Destination ([IpvsPS.NetNamespace]::new('links-reference'))
            Move-NetLink d3 -Destination (Get-NetLink lo -NetNamespace links-reference).NetNamespace
            """).ThrowOnError();
        Assert.Equal("d1 d2 d3", LinkNames(Reference));
    }

    [Fact]
    public void Addresses_that_were_added_are_lost_with_a_warning()
    {
        EngineResult result = Run("New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185, 2001:db8::185; Move-NetLink d1 $reference").ThrowOnError();
        Assert.Contains("Moving d1 dropped the addresses 10.0.0.185/32, 2001:db8::185/128.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(string.Empty, Addresses(Reference, "d1"));
    }

    [Fact]
    public void A_link_that_is_there_already_stays_as_it_is()
    {
        EngineResult result = Run("New-DummyLink d1 | Add-NetLinkAddress -Address 10.0.0.185; Move-NetLink d1 $module -Verbose").ThrowOnError();
        Assert.Empty(result.Warnings);
        Assert.Contains("d1 is in the namespace links-module already.", result.Verbose);
        Assert.Equal("10.0.0.185/32", Addresses(Module, "d1"));
    }

    [Fact]
    public void What_cannot_be_moved_is_refused_by_name()
    {
        Ip(Reference, "link add d1 type dummy");
        EngineResult result = Run("New-DummyLink d1, d2 | Move-NetLink -Destination $reference; Move-NetLink lo, nosuch $reference; Move-NetLink d1 nowhere");
        Assert.Equal(4, result.Errors.Count);
        result.Errors[0].Is("NetLinkExists", ErrorCategory.ResourceExists,
            "Cannot move the link d1 in namespace links-module to links-reference: the destination has a link of that name.");
        result.Errors[1].Is("NetLinkNotMovable", ErrorCategory.InvalidOperation, "it belongs to its network namespace");
        result.Errors[2].Is("NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        result.Errors[3].Is("NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nowhere");
        Assert.Equal(("d1", "d1 d2"), (LinkNames(Module), LinkNames(Reference)));
    }

    [Fact]
    public void WhatIf_moves_nothing()
    {
        Assert.Empty(Run("$null = New-DummyLink d1; Move-NetLink d1 $reference -PassThru -WhatIf").ThrowOnError().Output);
        Assert.Equal(("d1", ""), (LinkNames(Module), LinkNames(Reference)));
    }
}
