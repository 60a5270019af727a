using System.Management.Automation;
using IpvsPS.Binding;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>No property of a piped object goes unheard, whatever the cmdlet: PowerShell by itself drops what it cannot convert.</summary>
public sealed class PipedPropertyTests(ImportedModule module)
{
    /// <summary>What must be typed so that the cmdlet begins at all.</summary>
    private static readonly Dictionary<string, string> Typed = new()
    {
        ["Set-NetLink"] = "-Up",
        ["Move-NetLink"] = "-Destination 1",
        ["Export-IpvsConfiguration"] = "-Path x",
        ["Compare-IpvsConfiguration"] = "-Path x",
    };

    [Fact]
    public void Every_parameter_that_takes_a_property_converts_it_or_says_that_it_cannot()
    {
        string[] wrong =
        [
            .. Parameters()
                .Where(parameter =>
                    !IsText(parameter.Type) && parameter.Type != typeof(object) && Conversion(parameter)?.Type != parameter.Type
                )
                .Select(parameter => $"{parameter.Cmdlet.Name} -{parameter.Name}"),
        ];

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_property_that_cannot_be_converted_is_one_error_that_names_it_and_its_value()
    {
        (CmdletInfo Cmdlet, string Name, Type Type)[] parameters =
        [
            .. Parameters()
                .Where(parameter =>
                    !IsText(parameter.Type)
                    && !TakesAnyText(parameter.Type)
                    && parameter.Type != typeof(object)
                    && !IsNameToLookFor(parameter)
                ),
        ];

        Assert.True(parameters.Length > 100, $"Only {parameters.Length} parameters take properties.");
        Assert.All(
            parameters,
            parameter =>
            {
                ErrorRecord error = Assert.Single(ErrorsOf(parameter.Cmdlet, parameter.Name, "no/such..value"));
                Assert.Equal("ParameterArgumentTransformationError", error.FullyQualifiedErrorId.Split(',')[0]);
                Assert.Contains($"'{parameter.Name}'", error.ToString(), StringComparison.Ordinal);
                Assert.Contains("no/such..value", error.ToString(), StringComparison.Ordinal);
                Assert.Equal("no/such..value", ((PSObject)error.TargetObject).Properties[parameter.Name].Value);
            }
        );
    }

    [Fact]
    public void An_empty_text_is_passed_over()
    {
        Assert.All(
            Parameters().Where(parameter => Conversion(parameter) is not null),
            parameter =>
                Assert.DoesNotContain(
                    ErrorsOf(parameter.Cmdlet, parameter.Name, string.Empty),
                    error =>
                        error.FullyQualifiedErrorId.StartsWith("ParameterArgumentTransformationError", StringComparison.Ordinal)
                        || error.ToString().Contains("onver", StringComparison.Ordinal)
                        || error.ToString().Contains("no value", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData(
        typeof(InetEndpoint[]),
        "10.160.*",
        "'10.160.*' is not an address: write 10.0.0.1, 10.0.0.1:80, 2001:db8::1 or [2001:db8::1]:80."
    )]
    [InlineData(
        typeof(NetNamespaceArgument),
        "no/such",
        "'no/such' names no network namespace: a name has no slash. Give a name under /run/netns, an absolute path or a process id."
    )]
    public void What_does_not_fit_is_said_in_the_words_of_its_type_alone(Type type, string given, string words) =>
        Assert.Equal(
            words,
            Assert
                .Throws<ArgumentTransformationMetadataException>(() => new ArgumentConversionAttribute(type).Transform(null!, given))
                .Message
        );

    [Theory]
    [InlineData(typeof(int?), "80", 80)]
    [InlineData(typeof(int?), 80L, 80)]
    [InlineData(typeof(IpvsProtocol?), "udp", IpvsProtocol.Udp)]
    [InlineData(typeof(IpvsProtocol?), null, null)]
    [InlineData(typeof(string), "eth0", "eth0")]
    public void What_fits_is_converted(Type type, object? given, object? expected) =>
        Assert.Equal(expected, new ArgumentConversionAttribute(type).Transform(null!, given));

    [Fact]
    public void A_single_namespace_is_taken_as_an_object_and_as_a_row()
    {
        var netns = new Objects.NetNamespace(
            new NetNamespace
            {
                Name = "web",
                Device = 4,
                Inode = 4026532132,
            }
        );
        string row = PSSerializer.Serialize(netns);

        foreach (object given in new[] { netns, new PSObject(netns), PSSerializer.Deserialize(row) })
        {
            object? taken = new ArgumentConversionAttribute(typeof(NetNamespaceArgument)).Transform(null!, given);
            NetNamespace namespaceTaken = Assert.IsType<NetNamespaceArgument>(taken).Namespace;
            Assert.Equal(("web", 4026532132UL), (namespaceTaken.Name, namespaceTaken.Inode));
        }
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("false", false)]
    public void A_switch_takes_the_words_of_a_CSV_file(string word, bool isOn) =>
        Assert.Equal(new SwitchParameter(isOn), new ArgumentConversionAttribute(typeof(SwitchParameter)).Transform(null!, word));

    /// <summary>A namespace's name is a text that the command itself looks for or makes, and has its own words for what is none.</summary>
    private static bool IsNameToLookFor((CmdletInfo Cmdlet, string Name, Type Type) parameter) =>
        parameter is { Name: "Name", Cmdlet: { Noun: "NetNamespace", Verb: "Get" or "New" } };

    private static ArgumentConversionAttribute? Conversion((CmdletInfo Cmdlet, string Name, Type Type) parameter) =>
        parameter.Cmdlet.Parameters[parameter.Name].Attributes.OfType<ArgumentConversionAttribute>().SingleOrDefault();

    /// <summary>Patterns and names are read when they are used, since what is typed and what is piped are not the same then.</summary>
    private static bool TakesAnyText(Type type) =>
        type == typeof(EndpointPattern[])
        || type == typeof(NameArgument[])
        || type == typeof(NameArgument)
        || type == typeof(NameArgument?);

    // It resets everything where no service is named at all: a variable that nothing was put into is no such wish.
    [Theory]
    [InlineData("$null")]
    [InlineData("@()")]
    [InlineData("-FirewallMark $null")]
    [InlineData("(Get-NetNamespace -Current)")]
    public void A_service_that_is_typed_and_is_none_resets_nothing(string typed) =>
        Assert.Equal(
            "IpvsServiceMissing,IpvsPS.Commands.ResetIpvsStatisticCommand",
            $"{module.Invoke($"try {{ Reset-IpvsStatistic {typed} -WhatIf -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId }}")[0]}"
        );

    private static bool IsText(Type type) => (type.GetElementType() ?? type) == typeof(string);

    private IEnumerable<(CmdletInfo Cmdlet, string Name, Type Type)> Parameters() =>
        from cmdlet in module.Cmdlets
        from parameter in cmdlet.Parameters.Values
        where parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName)
        select (cmdlet, parameter.Name, cmdlet.ImplementingType.GetProperty(parameter.Name)!.PropertyType);

    private IReadOnlyList<ErrorRecord> ErrorsOf(CmdletInfo cmdlet, string property, string value)
    {
        var input = new PSObject();
        input.Properties.Add(new PSNoteProperty(property, value));
        string whatIf = cmdlet.Parameters.ContainsKey("WhatIf") ? "-WhatIf" : string.Empty;
        // In one go: tests of other classes run in this session too, and leave errors between two.
        IEnumerable<PSObject> errors = module.Invoke(
            $"$Error.Clear(); try {{ $null = $args[0] | {cmdlet.Name} {Typed.GetValueOrDefault(cmdlet.Name)} {whatIf} 2>$null 3>$null "
                + $"}} catch {{ }}; $Error",
            input
        );
        return [.. errors.Select(error => (error.BaseObject as ErrorRecord) ?? ((IContainsErrorRecord)error.BaseObject).ErrorRecord)];
    }
}
