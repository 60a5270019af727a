using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IpvsPS.Configuration;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>The schema and the documents say of the JSON form what the module reads.</summary>
public sealed partial class ConfigurationSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "ipvs-configuration.schema.json"))
    )!;
    private static readonly JsonNode Everything = JsonNode.Parse(ConfigurationFileTests.Everything)!;

    [Fact]
    public void Its_keys_are_those_that_are_read()
    {
        JsonNode definitions = Schema["$defs"]!;
        JsonArray services = Everything["services"]!.AsArray();

        Assert.Equal(Keys(Everything).Append("$schema").Order(), Properties(Schema));
        Assert.Equal(services.SelectMany(Keys).Distinct().Order(), Properties(definitions["service"]!));
        Assert.Equal(
            services.SelectMany(service => service!["realServers"]?.AsArray() ?? []).SelectMany(Keys).Distinct().Order(),
            Properties(definitions["realServer"]!)
        );
        IEnumerable<JsonNode?> sections = services.Select(service => service!["health"]).Append(Everything["health"]);
        Assert.Equal(sections.OfType<JsonNode>().SelectMany(Keys).Distinct().Order(), Properties(definitions["health"]!));
        Assert.Equal(Everything["health"]!["check"]!.AsArray().SelectMany(Keys).Distinct().Order(), Properties(definitions["check"]!));
        Assert.Equal(Keys(Everything["syncDaemons"]![0]).Order(), Properties(definitions["syncDaemon"]!));
        Assert.Equal(Keys(Everything["timeouts"]).Append("tcpFin").Order(), Properties(Schema["properties"]!["timeouts"]!));
    }

    [Theory]
    [InlineData("service", "protocol", typeof(IpvsProtocol))]
    [InlineData("service", "addressFamily", typeof(AddressFamily))]
    [InlineData("realServer", "tunnelType", typeof(IpvsTunnelType))]
    [InlineData("realServer", "tunnelChecksum", typeof(IpvsTunnelChecksum))]
    [InlineData("syncDaemon", "state", typeof(IpvsSyncState))]
    [InlineData("check", "kind", typeof(IpvsPS.State.IpvsHealthCheckKind))]
    [InlineData("health", "onFailure", typeof(IpvsPS.State.HealthFailureAction))]
    public void Its_words_are_those_of_the_parameters(string kind, string key, Type words) =>
        Assert.Equal(
            Enum.GetNames(words),
            Schema["$defs"]![kind]!["properties"]![key]!["enum"]!.AsArray().Select(word => word!.GetValue<string>())
        );

    [Fact]
    public void The_sample_in_the_topic_is_read()
    {
        string topic = File.ReadAllText(Path.Combine(RepositoryPaths.HelpPages, "about_IpvsPS_Configuration.md"));
        ConfigurationTable table = ConfigurationFile.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(JsonBlock().Match(topic).Groups[1].Value))
        );

        Assert.Equal(["TCP 10.0.0.185:80 wlc"], table.Services.Select(entry => entry.Service.ToString()));
        Assert.Equal(["172.17.0.3:80 1", "172.17.0.4:80 2"], table.Services[0].RealServers.Select(server => $"{server} {server.Weight}"));
    }

    private static IEnumerable<string> Keys(JsonNode? item) => item!.AsObject().Select(property => property.Key);

    private static IEnumerable<string> Properties(JsonNode definition) => Keys(definition["properties"]).Order();

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
