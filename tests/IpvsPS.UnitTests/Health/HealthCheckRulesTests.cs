using IpvsPS.Commands;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>A definition that cannot be is named before anything starts, by the word that its writer knows.</summary>
public sealed class HealthCheckRulesTests
{
    [Theory]
    [InlineData("\"kind\": \"Tcp\", \"path\": \"/x\"", "a check of kind Tcp does not use path", 2, 20)]
    [InlineData("\"rise\": 0", "rise is 1 or more, not 0", 2, 5)]
    [InlineData("\"interval\": 1, \"timeout\": 2", "interval is 1 s, and shorter than timeout, 2 s", 2, 5)]
    [InlineData("\"kind\": \"Http\", \"match\": \"(a)\\\\1\"", "back references and looking around", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"match\": \"(\"", "is no expression", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"match\": \"(\"", "close every bracket", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"matchAbsent\": true", "matchAbsent needs match", 2, 21)]
    [InlineData("\"kind\": \"Https\", \"caCertificatePath\": \"/x\"", "caCertificatePath needs verifyCertificate", 2, 22)]
    [InlineData("\"kind\": \"Tls\", \"verifyCertificate\": true, \"caCertificatePath\": \"x\"", "full path, which begins with /", 2, 47)]
    [InlineData("\"kind\": \"Tls\", \"serverName\": \"a b\"", "serverName 'a b' is no name", 2, 20)]
    [InlineData("\"kind\": \"Dns\", \"queryName\": \"a..b\"", "no empty part", 2, 20)]
    [InlineData("\"linkName\": \"abcdefghijklmnop\"", "linkName is too long: the name of a link has 15 bytes", 2, 5)]
    [InlineData("\"fastInterval\": 9", "fastInterval is more than 0 and at most interval", 2, 5)]
    [InlineData("\"kind\": \"Http\", \"statusCode\": \"2xx\"", "neither codes nor ranges", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"path\": \"x\"", "it begins with /", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"httpVersion\": \"3\"", "none of 1.0, 1.1 and 2.0", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"header\": [\"x\"]", "no header", 2, 21)]
    [InlineData("\"kind\": \"Http\", \"bodyHash\": \"00\"", "32 hexadecimal digits", 2, 21)]
    [InlineData("\"kind\": \"Udp\", \"payload\": \"0\"", "hexadecimal", 2, 20)]
    [InlineData("\"kind\": \"Udp\", \"leastReplyLength\": 9, \"mostReplyLength\": 1", "at most mostReplyLength", 2, 20)]
    [InlineData("\"kind\": \"Dns\", \"queryType\": \"PTR\"", "none of A, NS", 2, 20)]
    [InlineData("\"kind\": \"Script\"", "needs scriptPath", 2, 3)]
    [InlineData("\"kind\": \"Ftp\"", "one of Tcp, Tls", 2, 13)]
    [InlineData("\"every\": 3", "'every' is no key of a check", 2, 5)]
    [InlineData("\"port\": 0", "port is 1 to 65535, not 0", 2, 5)]
    [InlineData("\"sourceAddress\": \"::1\", \"targetAddress\": \"10.0.0.1\"", "another address family", 2, 5)]
    public void A_wrong_check_in_a_file_is_named_with_its_line_and_column(string check, string words, int line, int column)
    {
        string text = $"{{ \"version\": 1, \"health\": {{ \"check\": [\n  {{ {check} }} ] }} }}";
        var error = Assert.Throws<IpvsConfigurationException>(() => ConfigurationFile.Parse(text));
        Assert.Contains(words, error.Reason, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("\"minimumHealthy\": \"150%\"", "a part of them such as \"50%\"")]
    [InlineData("\"quorum\": 0", "quorum is a whole number from 1")]
    [InlineData("\"slowStart\": 0", "more than 0")]
    [InlineData("\"often\": 1", "'often' is no key of health")]
    [InlineData("\"check\": {}", "check is an array")]
    [InlineData("\"sorryServer\": {}", "has no address")]
    public void So_is_the_rest_of_the_section(string section, string words)
    {
        string text = $"{{ \"version\": 1, \"health\": {{ {section} }} }}";
        Assert.Contains(
            words,
            Assert.Throws<IpvsConfigurationException>(() => ConfigurationFile.Parse(text)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_file_says_of_health_is_written_as_it_was_read()
    {
        const string health =
            "\"health\": { \"check\": [{ \"kind\": \"Http\", \"interval\": 2.5, \"path\": \"/up\", \"header\": [\"X-Probe: 1\"] }], "
            + "\"quorum\": 2, \"minimumHealthy\": \"50%\", \"slowStart\": 30, \"onFailure\": \"Remove\", \"announceLink\": \"eth1\", "
            + "\"sorryServer\": { \"address\": \"10.1.0.99\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 3 } }";
        string text =
            $"{{ \"version\": 1, {health}, \"services\": [ {{ \"virtualAddress\": \"10.0.0.1\", \"virtualPort\": 80, {health} }} ] }}";
        using ConfigurationTable table = ConfigurationFile.Parse(text);
        string written = ConfigurationFile.Format(table, isJson: true);
        Assert.Equal(2, written.Split(health).Length - 1);
        using ConfigurationTable again = ConfigurationFile.Parse(written);
        Assert.Equal(table.Health!.Checks, again.Health!.Checks);
        Assert.Equal(0.5, again.Services[0].Health!.MinimumHealthyShare);
    }

    [Fact]
    public void A_file_that_is_written_over_keeps_its_sections_of_health()
    {
        using ConfigurationTable former = ConfigurationFile.Parse(
            """
            { "version": 1, "health": { "quorum": 2 }, "services": [
                { "virtualAddress": "10.0.0.1", "virtualPort": 80, "health": { "quorum": 3 } },
                { "virtualAddress": "10.0.0.9", "virtualPort": 80, "health": { "quorum": 4 } } ] }
            """
        );
        using ConfigurationTable table = ConfigurationFile.Parse(
            """
            { "version": 1, "services": [
                { "virtualAddress": "10.0.0.1", "virtualPort": 80 }, { "virtualAddress": "10.0.0.2", "virtualPort": 80 } ] }
            """
        );
        Assert.Equal(["TCP 10.0.0.9:80"], table.KeepHealth(former).Select(service => $"{service}"));
        Assert.Equal([2L, 3L, null], [table.Health!.Quorum, table.Services[0].Health?.Quorum, table.Services[1].Health?.Quorum]);
    }

    [Fact]
    public void Every_property_of_a_check_is_a_key_a_parameter_and_a_property_of_the_object()
    {
        string[] all = [.. HealthCheckField.All.Select(field => field.Property).Append(nameof(IpvsHealthCheck.ScriptText))];
        Assert.Equal(typeof(IpvsPS.State.IpvsHealthCheck).GetProperties().Select(property => property.Name).Order(), all.Order());
        IEnumerable<string> names = HealthCheckField.All.Select(HealthErrors.NameOf).Append("ScriptBlock");
        Assert.Equal(names.Order(), typeof(Objects.IpvsHealthCheck).GetProperties().Select(property => property.Name).Order());
        Assert.Empty(names.Except(typeof(NewIpvsHealthCheckCommand).GetProperties().Select(property => property.Name)));
    }

    [Theory]
    [InlineData(IpvsProtocol.Tcp, "Tcp Tls Http Https Grpc Dns Smtp Icmp Script")]
    [InlineData(IpvsProtocol.Udp, "Dns Udp Icmp Script")]
    [InlineData(IpvsProtocol.Sctp, "Icmp Script")]
    public void A_check_must_speak_what_the_service_forwards_unless_it_names_a_port(IpvsProtocol protocol, string kinds)
    {
        InetAddress.TryParse("10.0.0.1"u8, out InetAddress address);
        var service = IpvsServiceId.ForAddress(address, 80, protocol);
        IpvsHealthCheckKind[] all = Enum.GetValues<IpvsHealthCheckKind>();
        Assert.Equal(
            kinds,
            string.Join(' ', all.Where(kind => HealthCheckRules.IsOfService(new IpvsPS.State.IpvsHealthCheck { Kind = kind }, service)))
        );
        Assert.All(
            all,
            kind => Assert.True(HealthCheckRules.IsOfService(new IpvsPS.State.IpvsHealthCheck { Kind = kind, Port = 8080 }, service))
        );
        var mark = IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv4);
        Assert.All(all, kind => Assert.True(HealthCheckRules.IsOfService(new IpvsPS.State.IpvsHealthCheck { Kind = kind }, mark)));
    }

    [Theory]
    [InlineData(IpvsProtocol.Tcp, 80, IpvsHealthCheckKind.Tcp)]
    [InlineData(IpvsProtocol.Udp, 53, IpvsHealthCheckKind.Dns)]
    [InlineData(IpvsProtocol.Udp, 514, IpvsHealthCheckKind.Udp)]
    [InlineData(IpvsProtocol.Sctp, 80, IpvsHealthCheckKind.Icmp)]
    [InlineData(IpvsProtocol.Tcp, 0, IpvsHealthCheckKind.Icmp)]
    public void Without_a_check_the_protocol_decides(IpvsProtocol protocol, int port, IpvsHealthCheckKind expected)
    {
        InetAddress.TryParse("10.0.0.1"u8, out InetAddress address);
        Assert.Equal(expected, HealthDefaults.CheckFor(IpvsServiceId.ForAddress(address, 80, protocol), port).Kind);
    }
}
