using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class RemoveNetLinkTests : LinkTestBed
{
    public RemoveNetLinkTests(LabSession lab)
        : base(lab) => Ip(Module, "link add d1 type dummy", "link add d2 type dummy", "link add d3 type dummy", "link add d4 type dummy");

    [Fact]
    public void Names_objects_and_rows_are_removed()
    {
        Assert.Empty(
            Run(
                    "Remove-NetLink d1; Get-NetLink d2 | Remove-NetLink; 'd3' | Remove-NetLink; "
                        + "[pscustomobject]@{ Name = 'd4' } | Remove-NetLink"
                )
                .ThrowOnError()
                .Output
        );
        Assert.Equal(string.Empty, LinkNames(Module));
    }

    [Fact]
    public void An_object_is_removed_from_the_namespace_it_came_from()
    {
        Ip(Reference, "link add d1 type dummy");
        Run("$PSDefaultParameterValues.Clear(); Get-NetLink d1 -NetNamespace $module | Remove-NetLink").ThrowOnError();
        Assert.Equal(("d2 d3 d4", "d1"), (LinkNames(Module), LinkNames(Reference)));
    }

    [Fact]
    public void What_cannot_be_removed_is_refused_by_name_and_the_rest_goes_on()
    {
        EngineResult result = Run("Remove-NetLink lo, nosuch, d1");
        result
            .Errors[0]
            .Is(
                "NetLinkNotRemovable",
                ErrorCategory.InvalidOperation,
                "Cannot remove the link lo in namespace links-module: only links that were made can be removed"
            );
        result.Errors[1].Is("NetLinkNotFound", ErrorCategory.ObjectNotFound, "nosuch");
        Assert.Equal("d2 d3 d4", LinkNames(Module));
    }

    [Fact]
    public void WhatIf_removes_nothing()
    {
        Run("Get-NetLink d* | Remove-NetLink -WhatIf").ThrowOnError();
        Assert.Equal("d1 d2 d3 d4", LinkNames(Module));
    }

    [Fact]
    public void Verbose_says_what_is_done() =>
        Assert.Contains(
            "Performing the operation \"Remove dummy link\" on target \"d1 in namespace links-module\".",
            Run("Remove-NetLink d1 -Verbose").Verbose
        );
}
