using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>A configuration comes back from text of either format, and from an object that has lost its type.</summary>
public sealed class ConvertConfigurationTests(ImportedModule module)
{
    private const string Rules = """
        -A -t 10.0.0.1:80 -s sh -p 300 -b sh-port
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3 -x 20 -y 10
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -i -w 1 --tun-type gue --tun-port 5555 --tun-csum
        -A -f 7 -6 -s rr
        -a -f 7 -6 -r [2001:db8::9]:0 -g -w 1

        """;

    [Theory]
    [InlineData("ConvertFrom-IpvsConfiguration $args[0]")]
    [InlineData("ConvertFrom-IpvsConfiguration ($args[0] -split \"`n\")")]
    [InlineData("Sync-IpvsConfiguration -InputObject $args[0]")]
    [InlineData("Import-IpvsConfiguration -InputObject $args[0]")]
    [InlineData("Compare-IpvsConfiguration -InputObject $args[0]")]
    [InlineData("Export-IpvsConfiguration unwritten.json -InputObject $args[0]")]
    public void Text_where_an_object_belongs_is_said_and_not_repeated(string command)
    {
        string words = Assert.ThrowsAny<Exception>(() => module.Invoke(command, Rules)).Message;
        Assert.Contains("This is text, and no configuration: ConvertTo-IpvsConfiguration", words, StringComparison.Ordinal);
        Assert.DoesNotContain("10.1.0.1", words, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_job_makes_of_it_holds_objects()
    {
        // A job and a remote session take the depth from the type, and one level unless it says another.
        string depths = string.Join(
            ' ',
            module.Invoke(
                "$null = ConvertTo-IpvsConfiguration $args[0]; "
                    + "foreach ($type in '', 'Deserialized.') { "
                    + "(Get-TypeData \"${type}IpvsPS.Objects.IpvsConfiguration\").SerializationDepth; "
                    + "(Get-TypeData \"${type}IpvsPS.Objects.IpvsChange\").SerializationDepth }",
                Rules
            )
        );
        string shallow =
            "Remove-TypeData -TypeName IpvsPS.Objects.IpvsConfiguration; "
            + "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize("
            + "(ConvertTo-IpvsConfiguration $args[0]), 1)) | ConvertFrom-IpvsConfiguration";

        Assert.Equal("3 3 3 3", depths);
        const string Restore = "Update-TypeData -TypeName IpvsPS.Objects.IpvsConfiguration -SerializationDepth 3 -Force";
        string words = Assert.Throws<InvalidOperationException>(() => module.Invoke(shallow, Rules)).Message;
        module.Invoke(Restore);
        Assert.Contains("Services[0] is only the text 'TCP 10.0.0.1:80 sh", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suspended_real_server_keeps_its_full_weight()
    {
        string json = """
            {"version":1,"services":[{"virtualAddress":"10.0.0.1","virtualPort":80,
             "realServers":[{"address":"10.1.0.1","weight":7,"suspended":true}]}]}
            """;
        const string Show =
            "ForEach-Object { $_.RealServers[0] } | ForEach-Object { \"$($_.Weight) of $($_.FullWeight), $($_.Suspended)\" }";
        const string Travel =
            "[Management.Automation.PSSerializer]::Deserialize("
            + "[Management.Automation.PSSerializer]::Serialize((ConvertTo-IpvsConfiguration $args[0]), 3))";

        Assert.Equal("0 of 7, True", $"{Assert.Single(module.Invoke($"ConvertTo-IpvsConfiguration $args[0] | {Show}", json))}");
        Assert.Equal("0 of 7, True", $"{Assert.Single(module.Invoke($"{Travel} | ConvertTo-IpvsConfiguration | {Show}", json))}");
        string back = $"{Assert.Single(module.Invoke($"{Travel} | ConvertFrom-IpvsConfiguration", json))}";
        Assert.Contains("\"weight\": 7", back, StringComparison.Ordinal);
        Assert.Contains("\"suspended\": true", back, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$given")]
    [InlineData("[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($given, 3))")]
    [InlineData("($given | ConvertTo-Json -Depth 4 | ConvertFrom-Json)")]
    [InlineData("($given | ConvertFrom-IpvsConfiguration | ConvertFrom-Json)")]
    public void Health_sections_stay_in_a_configuration_that_travels(string travel)
    {
        const string json = """
            { "version": 1, "health": { "check": [{ "kind": "Tcp", "interval": 2 }], "minimumHealthy": "50%" }, "services": [
              { "virtualAddress": "10.0.0.1", "virtualPort": 80 },
              { "virtualAddress": "10.0.0.1", "virtualPort": 443,
                "health": { "check": [{ "kind": "Https", "path": "/up" }], "quorum": 2 } } ] }
            """;
        string[] said =
        [
            .. module
                .Invoke(
                    $"$given = ConvertTo-IpvsConfiguration $args[0]; $gone = {travel} | ConvertTo-IpvsConfiguration; "
                        + "$gone.Health; $gone.ServiceHealth | ForEach-Object { \"$_\" }; $gone | ConvertFrom-IpvsConfiguration",
                    json
                )
                .Select(line => $"{line}"),
        ];
        Assert.Equal("""{ "check": [{ "kind": "Tcp", "interval": 2 }], "minimumHealthy": "50%" }""", said[0]);
        Assert.Equal("""TCP 10.0.0.1:443 { "check": [{ "kind": "Https", "path": "/up" }], "quorum": 2 }""", said[1]);
        Assert.Contains($"\"health\": {said[0]}", said[2], StringComparison.Ordinal);
        Assert.Contains("\"health\": { \"check\": [{ \"kind\": \"Https\"", said[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm")]
    [InlineData("$args[0] -split \"`n\" | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm")]
    [InlineData(
        "$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration | ConvertTo-IpvsConfiguration | "
            + "ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "$args[0] | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration | ConvertFrom-Json | "
            + "ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((ConvertTo-IpvsConfiguration "
            + "$args[0]), 4)) | ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    [InlineData(
        "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((ConvertTo-IpvsConfiguration "
            + "$args[0]), 4)) | ConvertTo-IpvsConfiguration | ConvertFrom-IpvsConfiguration -Format Ipvsadm"
    )]
    public void It_comes_back_the_same(string script) =>
        Assert.Equal(Rules.ReplaceLineEndings("\n"), Assert.Single(module.Invoke(script, Rules)).BaseObject);

    [Theory]
    [InlineData(
        "'{ \"version\": 1,', ' \"services\": [ {} ] }' | ConvertTo-IpvsConfiguration",
        "line 2, column 16: the service has neither virtualAddress nor firewallMark"
    )]
    [InlineData(
        "'{ \"version\": 1, \"services\": [ {} ] }' | ConvertFrom-Json | ConvertTo-IpvsConfiguration",
        "the service has neither virtualAddress nor firewallMark"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @(@{ VirtualAddress = '10.0.0.1'; "
            + "VirtualPort = 80 }) | ForEach-Object { [pscustomobject]$_ }; RealServers = @([pscustomobject]@{ VirtualAddress = "
            + "'10.0.0.1'; RealAddress = '10.1.0.1' }) } | ConvertTo-IpvsConfiguration",
        "RealServers[0].VirtualPort is missing"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @([pscustomobject]@{ VirtualAddress = '10.0.0'; VirtualPort = 80 }) } | ConvertTo-IpvsConfiguration",
        "Services[0].VirtualAddress cannot be"
    )]
    [InlineData(
        "[pscustomobject]@{ Services = @([pscustomobject]@{ VirtualAddress = '10.0.0.1'; "
            + "VirtualPort = 'http' }) } | ConvertTo-IpvsConfiguration",
        "Services[0].VirtualPort is 'http'"
    )]
    [InlineData("Get-Date | ConvertTo-IpvsConfiguration", "is no configuration")]
    [InlineData("'-A -t 10.0.0.1:80' | ConvertTo-IpvsConfiguration -Format Json", "line 1, column 2: this is no JSON")]
    [InlineData("'{ \"version\": 1 }' | ConvertTo-IpvsConfiguration -Format Ipvsadm", "line 1")]
    [InlineData("'include other.conf' | ConvertTo-IpvsConfiguration", "line 1")]
    [InlineData("'virtual_server 10.0.0.1 80 {' | ConvertTo-IpvsConfiguration", "The text, line 1: the block")]
    [InlineData("'vrrp_instance x { }' | ConvertTo-IpvsConfiguration -Format Keepalived", "no virtual_server in it makes a service")]
    public void What_is_wrong_is_named_once(string script, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidOperationException>(() => module.Invoke(script)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("-Format Keepalived")]
    public void A_keepalived_conf_is_text_too(string format)
    {
        const string Text = """
            virtual_server 10.0.0.1 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                nat_mask 255.255.255.0
                real_server 10.1.0.1 80 { weight 3 }
            }
            """;
        string[] said =
        [
            .. module
                .Invoke($"$args[0] | ConvertTo-IpvsConfiguration {format} 3>&1 | ForEach-Object {{ \"$_\" }}", Text)
                .Select(item => $"{item}"),
        ];
        Assert.Equal(2, said.Length);
        Assert.Contains("The text, line 5: nat_mask", said[0], StringComparison.Ordinal);
        Assert.Equal("1 service, 1 real server", said[1]);
    }

    [Fact]
    public void Directors_of_a_pair_are_compared_by_what_each_wants_of_the_other()
    {
        const string Daemon =
            "'{{ \"version\": 1, \"syncDaemons\": [ {{ \"state\": \"{0}\", \"interface\": \"{1}\", \"syncId\": {2} }} ] }}' "
            + "| ConvertTo-IpvsConfiguration";
        string One(string state, string link, int id) =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Daemon, state, link, id);
        string[] Compare(string one, string other) =>
            [
                .. module
                    .Invoke($"$other = {other}; {one} | Compare-IpvsConfiguration -ReferenceObject $other -Pair")
                    .Select(change => $"{change}"),
            ];
        Assert.Empty(Compare(One("Master", "eth0", 3), One("Backup", "lan", 3)));
        Assert.Equal(
            ["Remove SyncDaemon Backup: on lan, sync id 4", "Add SyncDaemon Backup: on lan, sync id 3"],
            Compare(One("Master", "eth0", 3), One("Backup", "lan", 4))
        );
        Assert.Equal(
            ["Remove SyncDaemon Master: on lan, sync id 3", "Add SyncDaemon Backup: on eth0, sync id 3"],
            Compare(One("Master", "eth0", 3), One("Master", "lan", 3))
        );
    }
}
