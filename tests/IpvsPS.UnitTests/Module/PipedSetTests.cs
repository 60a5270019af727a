using System.Management.Automation;
using IpvsPS.Binding;
using IpvsPS.Commands;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>
/// What keeps a piped text cheap: PowerShell would look up each parameter that binds by property name twice for every item, in some
/// 0.42 KB each time.
/// </summary>
public sealed class PipedSetTests(ImportedModule module)
{
    [Fact]
    public void APipedValueHasNoPropertyLookedUp()
    {
        CmdletInfo[] cmdlets = [.. Cmdlets()];

        Assert.True(cmdlets.Length >= 7, $"Only {cmdlets.Length} cmdlets have a parameter set for piped values.");
        Assert.All(
            cmdlets,
            cmdlet =>
            {
                CommandParameterSetInfo set = Assert.Single(cmdlet.ParameterSets, set => set.IsDefault);
                Assert.Equal(PipedSets.Value, set.Name);
                Assert.Single(set.Parameters, parameter => parameter.ValueFromPipeline);
                Assert.DoesNotContain(set.Parameters, parameter => parameter.ValueFromPipelineByPropertyName);
            }
        );
    }

    [Fact]
    public void APipedObjectHasEveryPropertyLookedUp() =>
        Assert.All(
            Cmdlets(),
            cmdlet =>
            {
                CommandParameterSetInfo ofValue = Set(cmdlet, PipedSets.Value);
                CommandParameterSetInfo ofObject = Set(cmdlet, PipedSets.Object);
                Assert.DoesNotContain(ofObject.Parameters, parameter => parameter.ValueFromPipeline);
                // What can be typed can be typed beside either; a hidden parameter is a property of an object alone.
                Assert.Equal(
                    ofValue.Parameters.Select(parameter => $"{parameter.Name} {parameter.Position} {parameter.IsMandatory}").Order(),
                    ofObject
                        .Parameters.Where(parameter => !IsHidden(cmdlet, parameter))
                        .Select(parameter => $"{parameter.Name} {parameter.Position} {parameter.IsMandatory}")
                        .Order()
                );
                Assert.Contains(
                    ofValue.Parameters.Single(parameter => parameter.ValueFromPipeline).Name,
                    ofObject.Parameters.Where(parameter => parameter.ValueFromPipelineByPropertyName).Select(parameter => parameter.Name)
                );
            }
        );

    // PowerShell binds what needs its own conversion in a later go, and after the first it is in the default set.
    [Fact]
    public void EveryPropertyOfAPipedObjectConvertsByItself() =>
        Assert.Empty(
            from cmdlet in Cmdlets()
            from parameter in Set(cmdlet, PipedSets.Object).Parameters
            where parameter.ValueFromPipelineByPropertyName
            where parameter.ParameterType != typeof(object)
            where !parameter.Attributes.OfType<ArgumentConversionAttribute>().Any(one => one.Misfit == Expected(cmdlet, parameter))
            select $"{cmdlet.Name} -{parameter.Name}"
        );

    // One that is bound as a whole would end the binding, and -NetNamespace would not see it: the command would work elsewhere.
    [Fact]
    public void APipedNamespaceIsRefusedAsAValueOrLeftToItsProperties() =>
        Assert.Empty(
            from cmdlet in Cmdlets()
            let parameter = Set(cmdlet, PipedSets.Value).Parameters.Single(parameter => parameter.ValueFromPipeline)
            where !parameter.IsMandatory && !parameter.Attributes.OfType<ArgumentConversionAttribute>().Single().LeavesNamespaces
            select $"{cmdlet.Name} -{parameter.Name}"
        );

    [Fact]
    public void APropertyThatDoesNotFitIsAnErrorBesideOthersThatDo()
    {
        (CmdletInfo Cmdlet, CommandParameterInfo Parameter)[] checkedOnes =
        [
            .. Cmdlets()
                .SelectMany(cmdlet => Set(cmdlet, PipedSets.Object).Parameters.Where(IsChecked).Select(parameter => (cmdlet, parameter))),
        ];

        Assert.True(checkedOnes.Length > 60, $"Only {checkedOnes.Length} parameters take properties.");
        Assert.Empty(
            from one in checkedOnes
            let id = ErrorIdOf(one.Cmdlet, one.Parameter.Name, "no/such..value")
            where !id.StartsWith("ParameterArgumentTransformationError,", StringComparison.Ordinal)
            select $"{one.Cmdlet.Name} -{one.Parameter.Name}: {id}"
        );
    }

    // The same address would be worked on elsewhere.
    [Theory]
    [InlineData("NetNamespace", "pod3")]
    [InlineData("Protocol", "Udp")]
    public void ATextThatSaysItsPlaceInAPropertyIsRefused(string name, string value) =>
        Assert.All(
            Cmdlets(),
            cmdlet =>
            {
                string text = $"('10.0.0.1:80' | Add-Member {name} {value} -PassThru)";
                string script = $"try {{ {text} | {cmdlet.Name} -WhatIf -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId; \"$_\" }}";
                var said = module.Invoke(script);
                Assert.StartsWith("ParameterArgumentTransformationError,", $"{said[0]}", StringComparison.Ordinal);
                Assert.Contains($"has a property {name}", $"{said[1]}", StringComparison.Ordinal);
            }
        );

    /// <summary>The error of an object that has what the cmdlet needs, and one property that does not fit.</summary>
    private string ErrorIdOf(CmdletInfo cmdlet, string property, string wrong)
    {
        var input = new PSObject();
        input.Properties.Add(new PSNoteProperty("VirtualAddress", "10.0.0.1:80"));
        input.Properties.Add(new PSNoteProperty("Address", "10.1.0.1"));
        input.Properties.Remove(property);
        input.Properties.Add(new PSNoteProperty(property, wrong));
        string script = $"try {{ $args[0] | {cmdlet.Name} -WhatIf -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId }}";
        return $"{module.Invoke(script, input)[0]}";
    }

    private static bool IsChecked(CommandParameterInfo parameter) =>
        parameter.ValueFromPipelineByPropertyName
        && parameter.ParameterType != typeof(object)
        && (parameter.ParameterType.GetElementType() ?? parameter.ParameterType) != typeof(string);

    private static Misfit Expected(CmdletInfo cmdlet, CommandParameterInfo parameter) =>
        Set(cmdlet, PipedSets.Value).Parameters.Any(one => one.Name == parameter.Name && one.ValueFromPipeline)
            ? Misfit.EndsUnlessObject
            : Misfit.Ends;

    private IEnumerable<CmdletInfo> Cmdlets() =>
        module.Cmdlets.Where(cmdlet => cmdlet.ParameterSets.Any(set => set.Name == PipedSets.Value));

    private static CommandParameterSetInfo Set(CmdletInfo cmdlet, string name) => cmdlet.ParameterSets.Single(set => set.Name == name);

    private static bool IsHidden(CmdletInfo cmdlet, CommandParameterInfo parameter) =>
        cmdlet.Parameters[parameter.Name].Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);
}
