using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>Both formats: what is read, what is written, and where errors are.</summary>
public sealed class ConfigurationFileTests
{
    /// <summary>A configuration with every key of the JSON form but one.</summary>
    internal const string Everything = """
        {
          "version": 1,
          "services": [
            { "virtualAddress": "10.0.0.1", "virtualPort": 80, "scheduler": "sh", "schedulerFlag": ["sh-port"],
              "persistenceTimeout": 60, "persistencePrefixLength": 24,
              "health": { "realServers": [ { "address": "10.1.0.1", "port": 8080, "check": [ { "kind": "Icmp" } ] },
                { "address": "2001:db8::1", "check": [] }, { "address": "10.1.0.2", "unchecked": true } ] }, "realServers": [
              { "address": "10.1.0.2", "forwardingMethod": "Tunnel", "tunnelType": "Gue", "tunnelPort": 6080, "tunnelChecksum": "Remote" },
              { "address": "10.1.0.1", "forwardingMethod": "Masquerade", "port": 8080, "weight": 4,
                "suspended": true, "upperThreshold": 9, "lowerThreshold": 8 },
              { "address": "2001:db8::1", "forwardingMethod": "Tunnel" } ] },
            { "firewallMark": 7, "addressFamily": "IPv6", "persistenceTimeout": 300, "persistenceEngine": "sip" },
            { "virtualAddress": "2001:db8::1", "virtualPort": 53, "protocol": "Udp", "onePacket": true,
              "health": { "check": [], "minimumHealthy": 2 } }
          ],
          "timeouts": { "tcp": 60, "udp": 30 },
          "syncDaemons": [ { "state": "Master", "interface": "eth0", "syncId": 3, "maxLength": 1400,
            "multicastGroup": "224.0.0.99", "multicastPort": 9000, "multicastTtl": 2 } ],
          "settings": { "conn_reuse_mode": 1, "expire_nodest_conn": true, "sync_threshold": [3, 50] },
          "health": { "check": [
            { "kind": "Https", "targetAddress": "10.2.0.1", "port": 8443, "interval": 2.5, "fastInterval": 0.5,
              "timeout": 1, "rise": 1, "fall": 2, "startDown": true,
              "sourceAddress": "10.2.0.9", "sourcePort": 4000, "linkName": "eth0", "firewallMark": 7, "path": "/up?a=1",
              "method": "HEAD", "httpVersion": "2.0",
              "hostName": "www.example.org", "header": ["X-Probe: 1", "Accept: */*"], "statusCode": "200,301-302",
              "match": "^ok$", "matchAbsent": true,
              "bodyHash": "900150983cd24fb0d6963f7d28e17f72", "serverName": "example.org",
              "verifyCertificate": true, "caCertificatePath": "/etc/ipvsps/ca.pem", "certificateWarning": 86400 },
            { "kind": "Grpc", "useTls": true, "grpcService": "web" },
            { "kind": "Dns", "queryName": "example.org", "queryType": "A" },
            { "kind": "Udp", "payload": "0a0b", "requireReply": true, "replyPattern": "4fX", "leastReplyLength": 2, "mostReplyLength": 9 },
            { "kind": "Smtp", "heloName": "lb" },
            { "kind": "Script", "scriptPath": "/etc/check.ps1", "argumentList": ["{RealAddress}", "x"], "setsWeight": true } ],
            "quorum": 2, "hysteresis": 1, "minimumHealthy": "50%", "slowStart": 30, "onFailure": "Remove", "announceLink": "eth1",
            "sorryServer": { "address": "10.1.0.99", "port": 80, "forwardingMethod": "Masquerade", "weight": 3 } }
        }
        """;

    [Fact]
    public void Health_goes_through_the_objects_and_no_section_without_its_service()
    {
        // Objects have one text for each setting.
        ConfigurationTable table = Read(Everything);
        table.Settings = null;
        string text = ConfigurationFile.Format(table, isJson: true);
        Assert.Contains("\"minimumHealthy\": 2", text, StringComparison.Ordinal);
        IpvsPS.Objects.IpvsConfiguration configuration = new(table.ToConfiguration(null));
        Assert.Equal(text, ConfigurationFile.Format(ConfigurationTable.From(configuration), isJson: true));
        configuration.Services = configuration.Services[..1];
        configuration.RealServers = configuration.RealServers[..1];
        Assert.Contains(
            "[2001:db8::1]:53",
            Assert.Throws<IpvsConfigurationException>(() => ConfigurationTable.From(configuration)).Message,
            StringComparison.Ordinal
        );
        configuration.Health = "{ \"checks\": [] }";
        Assert.Contains(
            "checks",
            Assert.Throws<IpvsConfigurationException>(() => ConfigurationTable.From(configuration)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_JSON_form_is_read_whole()
    {
        ConfigurationTable table = Read(Everything);
        Assert.Equal(
            [
                "TCP 10.0.0.1:80 sh (sh-port) persistent 60 mask 255.255.255.0",
                "UDP [2001:db8::1]:53 wlc ops",
                "FWM 7 IPv6 wlc persistent 300 pe sip",
            ],
            table.Services.Select(entry => entry.Service.ToString())
        );
        Assert.Equal(
            ["10.1.0.1:8080", "10.1.0.2:80", "[2001:db8::1]:80"],
            table.Services[0].RealServers.Select(server => server.ToString())
        );
        RealServer first = table.Services[0].RealServers[0];
        Assert.Equal(
            (IpvsForwardingMethod.Masquerade, 4, true, 9u, 8u),
            (first.ForwardingMethod, first.Weight, first.IsSuspended, first.UpperThreshold, first.LowerThreshold)
        );
        RealServer second = table.Services[0].RealServers[1];
        Assert.Equal(
            (IpvsTunnelType.Gue, (ushort)6080, IpvsTunnelChecksum.Remote, 1),
            (second.TunnelType, second.TunnelPort, second.TunnelChecksum, second.Weight)
        );
        Assert.Equal("tcp 60, udp 30", table.Timeouts?.ToString());
        IpvsSyncDaemon daemon = Assert.Single(table.SyncDaemons!);
        Assert.Equal(
            ("Master on eth0, sync id 3", 1400, "224.0.0.99", 9000, 2),
            (daemon.ToString(), daemon.MaxLength, daemon.MulticastGroup?.ToString(), daemon.MulticastPort, daemon.MulticastTtl)
        );
        Assert.Equal(
            ["net.ipv4.vs.conn_reuse_mode = 1", "net.ipv4.vs.expire_nodest_conn = 1", "net.ipv4.vs.sync_threshold = 3 50"],
            table.Settings!.Select(setting => setting.ToString())
        );
    }

    [Fact]
    public void What_is_written_is_read_as_the_same()
    {
        string written = Write(Read(Everything), isJson: true);
        Assert.Equal(written, Write(Read(written), isJson: true));
        Assert.Contains(
            "{ \"address\": \"10.1.0.1\", \"port\": 8080, \"forwardingMethod\": \"Masquerade\", \"weight\": 4, \"suspended\": "
                + "true, \"upperThreshold\": 9, \"lowerThreshold\": 8 }",
            written
        );
    }

    [Theory]
    [InlineData(
        "{ \"version\": 1,\n  \"services\": [ { \"virtualAddress\": \"10.0.0.1\", \"virtualPort\": 70000 } ] }",
        2,
        64,
        "virtualPort is a whole number from 0 to 65535, not 70000"
    )]
    [InlineData("{ \"version\": 1,\n\"services\": [ { \"virtualAddress\": \"10.0.0\" } ] }", 2, 35, "an address such as 10.0.0.1")]
    [InlineData("{ \"version\": 2 }", 1, 14, "version is a whole number from 1 to 1, not 2")]
    [InlineData("{ }", 1, 1, "add \"version\": 1")]
    [InlineData("{ \"version\": 1, \"service\": [] }", 1, 17, "'service' is no key of a configuration")]
    [InlineData("{ \"version\": 1, \"services\": {} }", 1, 29, "services is an array [ … ], not an object")]
    [InlineData(
        "{ \"version\": 1, \"services\": [ { \"virtualAddress\": \"10.0.0.1\" } ] }",
        1,
        31,
        "port 0 means every port and needs persistenceTimeout"
    )]
    [InlineData("{ \"version\": 1, \"services\": [ { \"scheduler\": \"rr\" } ] }", 1, 31, "neither virtualAddress nor firewallMark")]
    [InlineData("{ \"version\": 1, \"services\": [ { \"firewallMark\": 1, \"virtualPort\": 80 } ] }", 1, 31, "leave them out")]
    [InlineData(
        "{ \"version\": 1,\n\n  \"services\": [ { \"firewallMark\": 1, \"realServers\": [\n    { \"address\": \"10.1.0.1\" "
            + "},\n    { \"address\": \"10.1.0.1\" } ] } ] }",
        5,
        5,
        "the real server 10.1.0.1:0 is twice in FWM 1"
    )]
    [InlineData(
        "{ \"version\": 1, \"services\": [ { \"firewallMark\": 1 },\n { \"firewallMark\": 1 } ] }",
        2,
        2,
        "the service FWM 1 is there twice, first on line 1"
    )]
    [InlineData(
        "{ \"version\": 1, \"services\": [ { \"firewallMark\": 1, \"realServers\": [ { \"address\": \"224.0.0.1\" } ] } ] }",
        1,
        69,
        "address of the real server 224.0.0.1:0 in FWM 1"
    )]
    [InlineData(
        "{ \"version\": 1, \"services\": [ { \"firewallMark\": 1, \"realServers\": [ { \"weight\": 1 } ] } ] }",
        1,
        69,
        "has no address"
    )]
    [InlineData("{ \"version\": 1, \"timeouts\": { \"tcp\": 0 } }", 1, 38, "tcp is a whole number from 1")]
    [InlineData("{ \"version\": 1, \"settings\": { \"drop_entry\": 9 } }", 1, 31, "drop_entry is a number from 0 to 3")]
    [InlineData("{ \"version\": 1, \"settings\": { \"../x\": 9 } }", 1, 31, "no name of a setting")]
    [InlineData("{ \"version\": 1,\n \"services\": [", 2, 15, "this is no JSON")]
    [InlineData("{ \"version\": 1 } x", 1, 18, "this is no JSON")]
    [InlineData("hello", 1, 1, "begins with {")]
    [InlineData("  \n", 1, 1, "empty")]
    [InlineData("-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 10.1.0.1:80 -q", 2, 34, "'-q' is no option")]
    [InlineData("-A -t web:http", 1, 7, "'ipvsadm -Sn' saves numbers")]
    [InlineData("-D -t 10.0.0.1:80", 1, 1, "adds nothing")]
    [InlineData("-A -t 10.0.0.1:80\n-a -t 10.0.0.2:80 -r 10.1.0.1", 2, 1, "no -A line before this one")]
    [InlineData("-A -t 10.0.0.1:80 -M 255.0.255.0 -p 60", 1, 37, "no netmask")]
    [InlineData("-A -t 10.0.0.1:80 -s", 1, 19, "something must follow '-s'")]
    [InlineData("-A -t 10.0.0.1:80\n\n-A -t 10.0.0.1:80", 3, 1, "first on line 1")]
    public void A_fault_is_named_with_line_and_column(string text, int line, int column, string words)
    {
        var error = Assert.Throws<IpvsConfigurationException>(() => Read(text));
        Assert.Contains(words, error.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_text_may_come_in_pieces_of_any_size(bool isJson)
    {
        string text = Write(Read(Everything), isJson);
        foreach (int piece in new[] { 1, 2, 7, 64 })
        {
            Assert.Equal(text, Write(ConfigurationFile.Read(new SlowStream(Encoding.UTF8.GetBytes(text), piece)), isJson));
        }
    }

    [Fact]
    public void A_line_is_known_far_into_a_text()
    {
        var text = new StringBuilder("{ \"version\": 1, \"services\": [\n");
        for (int i = 1; i <= 20_000; i++)
        {
            text.Append($"  {{ \"firewallMark\": {i} }},\n");
        }

        text.Append("  { \"firewallMark\": 0 } ] }");
        var error = Assert.Throws<IpvsConfigurationException>(() => Read(text.ToString()));
        Assert.Equal((20_002, 21), (error.Line, error.Column));
    }

    [Fact]
    public void A_word_without_end_is_refused_and_not_swallowed() =>
        Assert.Contains(
            "longer than",
            Assert.Throws<IpvsConfigurationException>(() => Read("{ \"" + new string('x', 3 << 20))).Reason,
            StringComparison.Ordinal
        );

    /// <summary>Whatever bytes come, the one exception type does.</summary>
    [Fact]
    public void Broken_texts_give_the_one_exception()
    {
        var random = new Random(7);
        byte[][] texts = [Encoding.UTF8.GetBytes(Everything), Encoding.UTF8.GetBytes(Write(Read(Everything), isJson: false))];
        for (int i = 0; i < 4000; i++)
        {
            byte[] text = [.. texts[i % 2]];
            for (int j = random.Next(1, 6); j > 0; j--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            try
            {
                ConfigurationFile.Read(new MemoryStream(text, 0, random.Next(text.Length + 1)));
            }
            catch (IpvsConfigurationException e)
            {
                Assert.True(e.Line > 0 && e.Column > 0);
            }
        }
    }

    private static ConfigurationTable Read(string text) => ConfigurationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Write(ConfigurationTable table, bool isJson)
    {
        using var stream = new MemoryStream();
        ConfigurationFile.Write(table, stream, isJson);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class SlowStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
