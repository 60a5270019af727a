using System.Management.Automation;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>Tab has something to offer for every parameter whose values somebody could list.</summary>
public sealed class CompleterCoverageTests(ImportedModule module)
{
    /// <summary>Parameters that have no completer, and why.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["ArgumentList"] = "A program's or a block's own arguments.",
        ["ScriptBlock"] = "A block is written.",
        ["Path"] = "PowerShell completes files.",
        ["LiteralPath"] = "PowerShell completes files.",
        ["ReferencePath"] = "PowerShell completes files.",
        ["InputObject"] = "It is piped.",
        ["ReferenceObject"] = "It is an object in a variable.",
        ["ReferenceSession"] = "It is a session in a variable, or any host's name.",
        ["New-BridgeLink -Name"] = "What is made gets a new name.",
        ["New-DummyLink -Name"] = "What is made gets a new name.",
        ["New-TunnelLink -Name"] = "What is made gets a new name.",
        ["New-VethLink -Name"] = "What is made gets a new name.",
        ["New-VethLink -PeerName"] = "What is made gets a new name.",
        ["New-NetNamespace -Name"] = "What is made gets a new name.",
        ["Register-NetNamespace -Name"] = "What is made gets a new name.",
        ["Set-NetLink -NewName"] = "What is made gets a new name.",
        ["Add-NetLinkAddress -Label"] = "What is made gets a new name.",
        ["Add-NetLinkAddress -BroadcastAddress"] = "It is an address of the network, and no host's.",
        ["PeerAddress"] = "It is the other host's, and with an address that is there Tab gives the whole of it.",
        ["PrefixLength"] = "Tab gives it behind the address.",
        ["New-TunnelLink -RemoteAddress"] = "It is another host's.",
        ["MulticastGroup"] = "Any group will do: which one is agreed between the directors.",
        ["Repair-IpvsService -Target"] = "The finding brings it.",
        ["Peer"] = "It is objects of the other director.",
        ["RealServerNamespace"] = "It is a table of addresses and namespaces.",
        ["Reason"] = "It is written for whoever looks later.",
        ["NodeName"] = "It is a name in the cluster.",
        ["ClusterCidr"] = "It is a range of the cluster.",
        ["ServiceRange"] = "It is a range of the cluster.",
        ["NodePortAddress"] = "It is a range, whichever addresses are in it.",
        ["ExcludeRange"] = "It is a range, whichever addresses are in it.",
        ["ReservedAddress"] = "It is another host's.",
        ["Kubeconfig"] = "PowerShell completes files.",
        ["KubeProxyConfiguration"] = "PowerShell completes files.",
        ["ReadyFile"] = "PowerShell completes files.",
        ["Server"] = "It is another host's.",
        ["HealthzBindAddress"] = "Any port that is free will do.",
        ["MetricsBindAddress"] = "Any port that is free will do.",
        ["Start-IpvsMetricServer -Port"] = "Any port that is free will do.",
        ["ClientPort"] = "Clients take any port that is free.",
        ["TargetAddress"] = "It is another host's.",
        ["HostName"] = "It is a name of the user's own.",
        ["Header"] = "It is a text of the user's own.",
        ["StatusCode"] = "Any of HTTP's codes, and ranges of them.",
        ["Match"] = "It is an expression.",
        ["BodyHash"] = "A program computes it.",
        ["ServerName"] = "It is a name of the user's own.",
        ["GrpcService"] = "It is a name of the server's own.",
        ["QueryName"] = "It is any name of DNS.",
        ["Payload"] = "It is any bytes.",
        ["ReplyPattern"] = "It is any bytes.",
        ["HeloName"] = "It is a name of the user's own.",
        ["ScriptPath"] = "PowerShell completes files.",
        ["CaCertificatePath"] = "PowerShell completes files.",
        ["New-IpvsHealthCheck -Port"] = "Any port will do.",
        ["New-IpvsHealthCheck -FirewallMark"] = "Any mark will do.",
    };

    /// <summary>Amounts, times and ports, of which all there are in a range will do.</summary>
    private static readonly string[] Amounts =
    [
        "Weight",
        "UpperThreshold",
        "LowerThreshold",
        "TunnelPort",
        "PersistenceTimeout",
        "MinimumInterval",
        "RepairInterval",
        "PersistencePrefixLength",
        "Tcp",
        "TcpFin",
        "Udp",
        "Timeout",
        "IgnoreIdle",
        "Gradual",
        "SlowStart",
        "ValidLifetime",
        "PreferredLifetime",
        "Mtu",
        "Ttl",
        "Key",
        "SyncId",
        "MaxLength",
        "MulticastPort",
        "MulticastTtl",
        "TargetPort",
        "DrainTimeout",
        "Count",
        "Interval",
        "Top",
        "FastInterval",
        "Rise",
        "Fall",
        "SourcePort",
        "CertificateWarning",
        "LeastReplyLength",
        "MostReplyLength",
        "ThrottleLimit",
        "Quorum",
        "Hysteresis",
        "MinimumHealthy",
    ];

    [Fact]
    public void EveryOpenSetHasACompleter() =>
        Assert.Empty(
            Parameters()
                .Where(parameter => !IsClosed(parameter.Parameter) && Completer(parameter.Parameter) is null)
                .Where(parameter => !Amounts.Contains(parameter.Parameter.Name) && Reason(parameter) is null)
                .Select(parameter => $"{parameter.Cmdlet} -{parameter.Parameter.Name}")
        );

    [Fact]
    public void EveryReasonIsForAParameterWithoutACompleter()
    {
        HashSet<string> without =
        [
            .. Parameters()
                .Where(parameter => Completer(parameter.Parameter) is null)
                .SelectMany(parameter => new[] { parameter.Parameter.Name, $"{parameter.Cmdlet} -{parameter.Parameter.Name}" }),
        ];

        Assert.Empty(Reasons.Keys.Concat(Amounts).Except(without));
    }

    // PowerShell completes enums and ValidateSet by itself, and asks no completer then.
    [Fact]
    public void NoCompleterStandsWhereItIsNeverAsked() =>
        Assert.Empty(
            Parameters()
                .Where(parameter => IsClosed(parameter.Parameter) && Completer(parameter.Parameter) is not null)
                .Select(parameter => $"{parameter.Cmdlet} -{parameter.Parameter.Name}")
        );

    [Fact]
    public void EveryCompleterIsUsed() =>
        Assert.Empty(
            module
                .Cmdlets[0]
                .ImplementingType.Assembly.GetExportedTypes()
                .Where(type => type.IsAssignableTo(typeof(IArgumentCompleter)) && !type.IsAbstract)
                .Except(Parameters().Select(parameter => Completer(parameter.Parameter)).OfType<Type>())
        );

    private static string? Reason((string Cmdlet, ParameterMetadata Parameter) parameter) =>
        Reasons.GetValueOrDefault(parameter.Parameter.Name) ?? Reasons.GetValueOrDefault($"{parameter.Cmdlet} -{parameter.Parameter.Name}");

    private static bool IsClosed(ParameterMetadata parameter)
    {
        Type type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
        return (Nullable.GetUnderlyingType(type) ?? type).IsEnum
            || type == typeof(SwitchParameter)
            || parameter.Attributes.OfType<ValidateSetAttribute>().Any();
    }

    private static Type? Completer(ParameterMetadata parameter) =>
        parameter.Attributes.OfType<ArgumentCompleterAttribute>().SingleOrDefault()?.Type;

    private IEnumerable<(string Cmdlet, ParameterMetadata Parameter)> Parameters() =>
        from cmdlet in module.Cmdlets
        from parameter in cmdlet.Parameters.Values
        where
            !Cmdlet.CommonParameters.Contains(parameter.Name)
            && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)
            && !parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow)
        select (cmdlet.Name, parameter);
}
