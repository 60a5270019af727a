using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>Kubernetes objects become a configuration, however they are piped; what is wrong is one error, and the rest goes on.</summary>
public sealed class ConvertKubernetesTests(ImportedModule module)
{
    private const string Node =
        """{"kind":"Node","metadata":{"name":"node1"},"status":{"addresses":[{"type":"InternalIP","address":"10.9.0.1"}]}}""";

    /// <summary>Its labels differ in case alone, which only a hashtable can hold.</summary>
    private const string Service = """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z",
        "labels":{"app":"a","App":"b"}},"spec":{"clusterIP":"10.96.0.9","clusterIPs":["10.96.0.9"],"ipFamilies":["IPv4"],
        "ports":[{"name":"http","port":80,"protocol":"TCP"}]}}
        """;

    private const string Slice = """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"web-1","namespace":"shop",
        "labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],
        "endpoints":[{"addresses":["10.200.2.5"],"conditions":{"ready":true}}]}
        """;

    private const string Pods = """
        {"kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"status":{"podIPs":[{"ip":"172.17.0.3"}],
        "conditions":[{"type":"Ready","status":"True"}]}},{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},
        "status":{"podIPs":[{"ip":"172.17.0.4"}],"conditions":[{"type":"Ready","status":"False"}]}}]}
        """;

    private const string ToText = "ConvertFrom-IpvsConfiguration -Format Ipvsadm";
    private const string Wanted = "-A -t 10.96.0.9:80 -s rr -a -t 10.96.0.9:80 -r 10.200.2.5:8080 -m -w 1";

    [Theory]
    [InlineData("$args[0]")]
    [InlineData("$args[0] -split \"`n\"")]
    [InlineData("$args[0] | ConvertFrom-Json -AsHashtable")]
    [InlineData("($args[0] | ConvertFrom-Json -AsHashtable).items")]
    [InlineData("$args[0].Replace('\"App\"', '\"other\"') | ConvertFrom-Json")]
    [InlineData("($args[0].Replace('\"App\"', '\"other\"') | ConvertFrom-Json).items")]
    public void Text_objects_and_hashtables_give_the_same(string piped)
    {
        string list = $$"""{"kind":"List","items":[{{Node}},{{Slice}},{{Service}}]}""";
        string text = string.Join('\n', module.Invoke($"{piped} | ConvertTo-IpvsConfiguration -NodeName node1 | {ToText}", list));
        Assert.Equal(Wanted, Flat(text));
    }

    [Fact]
    public void Pods_that_are_ready_become_the_real_servers_of_one_service()
    {
        string text = string.Join(
            '\n',
            module.Invoke(
                $"$args[0] | ConvertFrom-Json | ConvertTo-IpvsConfiguration -VirtualAddress 10.0.0.185:80 -TargetPort 80 | {ToText}",
                Pods
            )
        );
        Assert.Equal("-A -t 10.0.0.185:80 -s wlc -a -t 10.0.0.185:80 -r 172.17.0.3:80 -m -w 1", Flat(text));
    }

    [Theory]
    [InlineData("-NodeName ''", "IpvsKubernetesNodeNameMissing")]
    [InlineData("-NodeName 'a b'", "IpvsKubernetesNodeNameMissing")]
    [InlineData("-NodeName node1 -ClusterCidr 10.0.0.0/33", "IpvsKubernetesRangeInvalid")]
    [InlineData("-NodeName node1 -ServiceRange nowhere", "IpvsKubernetesRangeInvalid")]
    [InlineData("-VirtualAddress 10.0.0.185 -TargetPort 80", "IpvsKubernetesPortMissing")]
    public void A_parameter_that_is_wrong_is_one_named_error_and_nothing_is_made(string parameters, string id) =>
        Assert.Equal([id], Errors($"[{Node},{Service},{Slice}]", parameters, wanted: string.Empty));

    /// <summary>That these are Kubernetes objects the first of them tells.</summary>
    [Fact]
    public void Documents_one_after_the_other_without_a_node_name_are_named_so_too() =>
        Assert.Equal(["IpvsKubernetesNodeNameMissing"], Errors($"{Service}\n{Slice}", string.Empty, wanted: string.Empty));

    [Theory]
    [InlineData("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"}}""", "IpvsKubernetesKindUnknown")]
    [InlineData("""{"apiVersion":"v2","kind":"Service","metadata":{"name":"s"}}""", "IpvsKubernetesVersionUnknown")]
    [InlineData("""{"kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":0}]}}""", "IpvsKubernetesFieldInvalid")]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"s"},"spec":{"clusterIP":"10.9.0.1","clusterIPs":["10.9.0.1"],"ports":[{"port":80}]}}""",
        "IpvsKubernetesAddressOfNode"
    )]
    [InlineData(
        """
            {"kind":"EndpointSlice","metadata":{"name":"web-2","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},
            "addressType":"IPv4","ports":[{"name":"http","port":8080}],"endpoints":[{"addresses":["10.200.2.999"]}]}
            """,
        "IpvsKubernetesEntryInvalid"
    )]
    public void An_object_that_is_wrong_is_one_named_error_and_the_rest_goes_on(string wrong, string id) =>
        Assert.Equal([id], Errors($"[{wrong},{Node},{Service},{Slice}]", "-NodeName node1", Wanted));

    [Theory]
    [InlineData("v2", "Service", "kubectl get services.v1. -A -o json")]
    [InlineData("discovery.k8s.io/v1beta1", "EndpointSlice", "kubectl get endpointslices.v1.discovery.k8s.io -A -o json")]
    public void A_version_that_is_not_read_is_said_with_the_command_that_asks_for_the_one_that_is(
        string version,
        string kind,
        string command
    )
    {
        string script = "$args[0] | ConvertTo-IpvsConfiguration -NodeName node1 -ErrorVariable all 2>$null | Out-Null; \"$($all[0])\"";
        string told = Texts(script, $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","metadata":{"name":"s"} }""")[0];
        Assert.Contains(command, told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_of_too_many_levels_is_one_named_error_and_the_rest_goes_on()
    {
        string[] written = Texts(
            "$deep = @{}; foreach ($level in 1..70) { $deep = @{ metadata = $deep } }; "
                + $"$made = $deep, $args[0] | ConvertTo-IpvsConfiguration -NodeName node1 -ErrorVariable all 2>$null | {ToText}; "
                + "\"$made\"; $all | ForEach-Object { \"$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category)\" }",
            $$"""{"kind":"List","items":[{{Node}},{{Slice}},{{Service}}]}"""
        );
        Assert.Equal(Wanted, Flat(written[0]));
        Assert.Equal(["IpvsKubernetesObjectInvalid,IpvsPS.Commands.ConvertToIpvsConfigurationCommand InvalidData"], written[1..]);
    }

    [Fact]
    public void A_drain_timeout_below_0_is_one_named_error() =>
        Assert.Equal(
            [
                "IpvsKubernetesDrainTimeoutInvalid,IpvsPS.Commands.SyncIpvsKubernetesServiceCommand InvalidArgument "
                    + "-DrainTimeout is a time of 0 seconds or more, such as 60 or 5m.",
            ],
            Texts(
                "$args[0] | Sync-IpvsKubernetesService -NodeName node1 -DrainTimeout -1 -ErrorVariable all 2>$null; "
                    + "$all | ForEach-Object { \"$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $_\" }",
                Node
            )
        );

    private string[] Texts(string script, string argument) => [.. module.Invoke(script, argument).Select(one => $"{one}")];

    /// <summary>The ids of the errors, where what was made is as wanted.</summary>
    private string[] Errors(string objects, string parameters, string wanted)
    {
        object[] written =
        [
            .. module.Invoke(
                $"$made = try {{ $args[0] | ConvertTo-IpvsConfiguration {parameters} -ErrorVariable all -ErrorAction SilentlyContinue | "
                    + $"{ToText} }} catch {{ $all = @($_) }}; \"$made\"; "
                    + "$all | Where-Object FullyQualifiedErrorId | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }",
                objects
            ),
        ];
        Assert.Equal(wanted, Flat($"{written[0]}"));
        return [.. written.Skip(1).Select(one => $"{one}")];
    }

    private static string Flat(string text) => string.Join(' ', text.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
