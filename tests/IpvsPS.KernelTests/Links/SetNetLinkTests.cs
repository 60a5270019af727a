using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class SetNetLinkTests : LinkTestBed
{
    public SetNetLinkTests(LabSession lab)
        : base(lab)
    {
        foreach (string netns in new[] { Module, Reference })
        {
            Ip(
                netns,
                "link add d1 type dummy",
                "link add d2 type dummy",
                "link add br1 address 02:00:00:00:00:01 type bridge",
                "link set d2 up"
            );
        }
    }

    [Theory]
    [InlineData("Set-NetLink d1 -Up", "link set d1 up", "d1")]
    [InlineData("Set-NetLink d2 -Down", "link set d2 down", "d2")]
    [InlineData("Set-NetLink d1 -Mtu 9000 -Up", "link set d1 mtu 9000 up", "d1")]
    [InlineData("Set-NetLink d1 -NewName d9", "link set d1 name d9", "d9")]
    [InlineData("Set-NetLink d1 -Master br1", "link set d1 master br1", "d1")]
    [InlineData("Set-NetLink d1 -Master br1; Set-NetLink d1 -NoMaster", "link set d1 nomaster", "d1")]
    [InlineData("Get-NetLink d1 | Set-NetLink -Up", "link set d1 up", "d1")]
    [InlineData("'d1' | Set-NetLink -Up", "link set d1 up", "d1")]
    [InlineData("[pscustomobject]@{ Name = 'd1' } | Set-NetLink -Up", "link set d1 up", "d1")]
    [InlineData("Set-NetLink (Get-NetLink d1) -Up", "link set d1 up", "d1")]
    public void A_change_is_the_same_as_that_of_ip(string script, string command, string link)
    {
        Assert.Empty(Run(script).ThrowOnError().Output);
        Ip(Reference, command);
        AssertSame(link);
    }

    [Fact]
    public void Links_are_given_as_objects_too_but_not_those_of_another_namespace()
    {
        Assert.Equal(
            ["d1", "d2"],
            Rows(Run("$links = Get-NetLink d1, d2; Set-NetLink $links -Mtu 1400; Get-NetLink $links").ThrowOnError(), "Name")
        );
        AssertRefused(
            $"$PSDefaultParameterValues = @{{}}; $other = Get-NetLink d1 -NetNamespace {Reference}; Set-NetLink $other -Up",
            "NetLinkNotFound",
            ErrorCategory.ObjectNotFound,
            "the object is a link of another namespace"
        );
        Run($"$PSDefaultParameterValues = @{{}}; Get-NetLink d1 -NetNamespace {Reference} | Set-NetLink -Up").ThrowOnError();
        Ip(Module, "link set d1 mtu 1500 up");
        AssertSame("d1");
    }

    [Fact]
    public void PassThru_gives_the_link_as_it_is_then()
    {
        EngineResult result = Run("Set-NetLink d2 -Down -NewName d9 -Mtu 1400 -Master br1 -PassThru").ThrowOnError();
        Assert.Equal(["d9 Down 1400 br1"], Rows(result, "Name", "State", "Mtu", "Master"));
    }

    [Fact]
    public void One_link_that_is_missing_leaves_the_others_alone()
    {
        EngineResult result = Run("Set-NetLink nosuch, d1 -Up");
        Assert
            .Single(result.Errors)
            .Is(
                "NetLinkNotFound",
                ErrorCategory.ObjectNotFound,
                "Cannot find the link nosuch in namespace links-module: there is no such link."
            );
        Ip(Reference, "link set d1 up");
        AssertSame("d1");
    }

    [Theory]
    [InlineData("Set-NetLink d1 -Up -Down", "NetLinkSettingConflict", ErrorCategory.InvalidArgument, "-Up and -Down")]
    [InlineData("Set-NetLink d1 -Master br1 -NoMaster", "NetLinkSettingConflict", ErrorCategory.InvalidArgument, "-Master and -NoMaster")]
    [InlineData("Set-NetLink d1 -PassThru", "NetLinkSettingMissing", ErrorCategory.InvalidArgument, "Nothing to change is given")]
    [InlineData("Set-NetLink d1 -NewName d2", "NetLinkExists", ErrorCategory.ResourceExists, "a link of that name is there already")]
    [InlineData("Set-NetLink d1 -NewName a/b", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, "'a/b' cannot name a link")]
    [InlineData("Set-NetLink a/b -Up", "NetLinkNameInvalid", ErrorCategory.InvalidArgument, "'a/b' cannot name a link")]
    [InlineData("Set-NetLink d1 -Master nosuch", "NetLinkNotFound", ErrorCategory.ObjectNotFound, "the link nosuch")]
    [InlineData("Set-NetLink d1 -Master d2", "NetLinkChangeNotSupported", ErrorCategory.InvalidOperation, "neither a bridge nor a bond")]
    [InlineData("Set-NetLink br1 -Mtu 20", "KernelRefusedValue", ErrorCategory.InvalidArgument, "mtu less than device minimum")]
    public void What_cannot_be_is_refused_by_name(string script, string id, ErrorCategory category, string words) =>
        AssertRefused(script, id, category, words);

    [Fact]
    public void A_link_that_is_up_is_renamed_after_it_is_set_down()
    {
        // Kernels from 6.2 on rename it while it is up.
        EngineResult result = Run("Set-NetLink d2 -NewName d8");
        if (result.Errors.Count > 0)
        {
            result.Errors[0].Is("NetLinkBusy", ErrorCategory.ResourceBusy, "Give -Down with -NewName");
            Run("Set-NetLink d2 -Down -NewName d8").ThrowOnError();
        }

        Assert.Contains("d8", LinkNames(Module), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        Assert.Empty(Run("Set-NetLink d1 -Up -Mtu 9000 -PassThru -WhatIf").ThrowOnError().Output);
        AssertSame("d1");
    }

    [Fact]
    public void Verbose_says_what_is_done() =>
        Assert.Contains(
            "Performing the operation \"Set link up, name d9, MTU 9000, master br1\" on target \"d1 in namespace links-module\".",
            Run("Set-NetLink d1 -Up -NewName d9 -Mtu 9000 -Master br1 -Verbose").Verbose
        );
}
