using System.Management.Automation;
using System.Reflection;
using IpvsPS.Binding;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What every cmdlet of the module keeps to.</summary>
public sealed class CmdletConventionTests(ImportedModule module)
{
    private static readonly Type[] VerbGroups =
    [
        typeof(VerbsCommon),
        typeof(VerbsData),
        typeof(VerbsLifecycle),
        typeof(VerbsDiagnostic),
        typeof(VerbsCommunications),
        typeof(VerbsSecurity),
        typeof(VerbsOther),
    ];

    // Get reads; the namespace cmdlets change the session, not the system.
    private static readonly string[] VerbsThatChangeNothing =
    [
        "Get",
        "Find",
        "Enter",
        "Exit",
        "Invoke",
        "Compare",
        "Debug",
        "ConvertTo",
        "ConvertFrom",
        "Watch",
    ];

    /// <summary>Cmdlets without -NetNamespace: they have the namespace for their subject, and name it by position, or ask no
    /// kernel.</summary>
    private static readonly string[] OfNamespacesThemselves =
    [
        "ConvertFrom-IpvsConfiguration",
        "Exit-NetNamespace",
        "Get-IpvsMetricServer",
        "Get-IpvsScheduler",
        "Get-NetNamespace",
        "New-IpvsHealthCheck",
        "New-NetNamespace",
        "Register-NetNamespace",
        "Remove-NetNamespace",
        "Stop-IpvsMetricServer",
    ];

    [Fact]
    public void ThereAreAsManyAsTheModulePromises() => Assert.InRange(module.Cmdlets.Count, 40, int.MaxValue);

    [Fact]
    public void VerbsAreApproved()
    {
        HashSet<string?> approved =
        [
            .. VerbGroups.SelectMany(group => group.GetFields()).Select(field => (string?)field.GetRawConstantValue()),
        ];

        AssertNone(cmdlet => !approved.Contains(cmdlet.Verb));
    }

    [Fact]
    public void NounsAreSingular() =>
        AssertNone(cmdlet => cmdlet.Noun.EndsWith('s') && !cmdlet.Noun.EndsWith("ss", StringComparison.Ordinal));

    [Fact]
    public void WhatChangesSomethingAsksShouldProcess() =>
        AssertNone(cmdlet =>
            !VerbsThatChangeNothing.Contains(cmdlet.Verb) && cmdlet.Name != "New-IpvsHealthCheck" && !Metadata(cmdlet).SupportsShouldProcess
        );

    [Fact]
    public void WhatReadsDoesNot() => AssertNone(cmdlet => cmdlet.Verb == "Get" && Metadata(cmdlet).SupportsShouldProcess);

    // A key is pressed by mistake sooner than a command is typed: so that screen asks too.
    [Fact]
    public void OnlyWhatCannotBeUndoneAsksByItself() =>
        Assert.Equal(
            ["Clear-IpvsKubernetesService", "Clear-IpvsService", "Remove-NetNamespace", "Show-IpvsStatistic"],
            module.Cmdlets.Where(cmdlet => Metadata(cmdlet).ConfirmImpact == ConfirmImpact.High).Select(cmdlet => cmdlet.Name)
        );

    // One that writes nothing says so: [OutputType(typeof(void))].
    [Fact]
    public void OutputTypesAreDeclared() => AssertNone(cmdlet => !cmdlet.ImplementingType.IsDefined(typeof(OutputTypeAttribute)));

    [Fact]
    public void ClassesAreSealedAndNamedAfterTheCmdlet() =>
        AssertNone(cmdlet => !cmdlet.ImplementingType.IsSealed || cmdlet.ImplementingType.Name != $"{cmdlet.Verb}{cmdlet.Noun}Command");

    [Fact]
    public void EveryOtherCmdletWorksInAnyNamespace() =>
        Assert.Equal(
            OfNamespacesThemselves,
            module
                .Cmdlets.Where(cmdlet =>
                    !cmdlet.Parameters.TryGetValue("NetNamespace", out ParameterMetadata? netns)
                    || netns.ParameterType != typeof(NetNamespaceArgument[])
                )
                .Select(cmdlet => cmdlet.Name)
        );

    [Fact]
    public void APipedObjectIsForOneParameterOfASet() =>
        Assert.Empty(
            from cmdlet in module.Cmdlets
            from set in cmdlet.ParameterSets
            where set.Parameters.Count(parameter => parameter.ValueFromPipeline) > 1
            select $"{cmdlet.Name}, {set.Name}"
        );

    private static CmdletAttribute Metadata(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    private void AssertNone(Func<CmdletInfo, bool> isWrong) => Assert.Empty(module.Cmdlets.Where(isWrong).Select(cmdlet => cmdlet.Name));
}
