using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IpvsPS.Configuration;
using Json.Schema;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>What is written keeps to docs/ipvs-configuration.schema.json, and so does what is read.</summary>
public sealed class ConfigurationSchemaLawTests
{
    private static readonly JsonSchema Rules = JsonSchema.FromFile(
        Path.Combine(RepositoryPaths.Documents, "ipvs-configuration.schema.json")
    );

    [Fact]
    public void What_is_written_keeps_to_the_schema()
    {
        Assert.True(IsValid(Write(Read(ConfigurationFileTests.Everything)!)));
        Assert.True(IsValid(Write(new ConfigurationTable())));
        Assert.False(IsValid("""{ "version": 2 }"""));
    }

    /// <summary>In a text with every key, each value in turn is replaced by others, or its key left out, or one added beside it.</summary>
    [Fact]
    public void What_the_schema_refuses_is_not_read()
    {
        int readCount = 0;
        int refusedCount = 0;
        foreach (string text in Variants())
        {
            bool isRead = Read(text) is not null;
            Assert.True(!isRead || IsValid(text), text);
            (readCount, refusedCount) = isRead ? (readCount + 1, refusedCount) : (readCount, refusedCount + 1);
        }

        Assert.InRange(readCount, 30, 600);
        Assert.InRange(refusedCount, 300, 3000);
    }

    private static IEnumerable<string> Variants()
    {
        string[] values =
        [
            "null",
            "-1",
            "0",
            "1",
            "65508",
            "65536",
            "2147483648",
            "4294967296",
            "1.5",
            "true",
            "\"\"",
            "\"rr\"",
            "\"Gre\"",
            "\"2001:db8::1\"",
            "\"longer-than-sixteen\"",
            "[]",
            "[1, 2]",
            "{}",
        ];
        int count = Places(JsonNode.Parse(ConfigurationFileTests.Everything)!).Count();
        foreach (int place in Enumerable.Range(0, count))
        {
            foreach (string? value in values.Append(null).Append("beside"))
            {
                JsonNode root = JsonNode.Parse(ConfigurationFileTests.Everything)!;
                (JsonObject parent, string key) = Places(root).ElementAt(place);
                switch (value)
                {
                    case null:
                        parent.Remove(key);
                        break;
                    case "beside":
                        parent["other"] = 1;
                        break;
                    default:
                        parent[key] = JsonNode.Parse(value);
                        break;
                }

                yield return root.ToJsonString();
            }
        }
    }

    private static IEnumerable<(JsonObject Parent, string Key)> Places(JsonNode node) =>
        node switch
        {
            JsonObject one => one.SelectMany(pair => Places(pair.Value!).Prepend((one, pair.Key))),
            JsonArray list => list.SelectMany(item => Places(item!)),
            _ => [],
        };

    private static bool IsValid(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return Rules.Evaluate(document.RootElement).IsValid;
    }

    private static ConfigurationTable? Read(string text)
    {
        try
        {
            return ConfigurationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        }
        catch (IpvsConfigurationException)
        {
            return null;
        }
    }

    private static string Write(ConfigurationTable table)
    {
        using var stream = new MemoryStream();
        ConfigurationFile.Write(table, stream, isJson: true);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
