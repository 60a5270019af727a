using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>Real servers that are read without looking at each token come out as by the reader of tokens.</summary>
public sealed class JsonSavedServerTests
{
    private const string Before = """
        {
          "version": 1,
          "services": [
            {
              "virtualAddress": "10.0.0.1",
              "virtualPort": 80,
              "realServers": [
                { "address": "10.1.0.1", "port": 80, "forwardingMethod": "Masquerade", "weight": 1 }
        """;

    private const string After = "\n      ]\n    }\n  ]\n}\n";

    [Theory]
    [InlineData("10.1.0.2", 8080, IpvsForwardingMethod.Masquerade, 1)]
    [InlineData("255.1.0.2", 65535, IpvsForwardingMethod.DirectRoute, 0)]
    [InlineData("1.2.3.4", 0, IpvsForwardingMethod.Masquerade, int.MaxValue)]
    public void What_the_writer_writes_is_read(string address, int port, IpvsForwardingMethod method, int weight)
    {
        Assert.True(InetAddress.TryParse(address, out InetAddress parsed));
        var server = new RealServer(parsed, (ushort)port) { ForwardingMethod = method, Weight = weight };
        var writer = new StringWriter();
        JsonConfigurationWriter.WriteRealServer(writer, server);
        string text = $"\n        {writer}";
        var saved = new SavedText(Encoding.UTF8.GetBytes(text + "\n      ]"));
        Assert.True(JsonSavedServer.TryTake(ref saved, out RealServer read));
        Assert.Equal((server, text.Length), (read, saved.Taken));
        for (int cut = 0; cut < text.Length; cut++)
        {
            Assert.False(IsTaken(text[..cut]));
        }
    }

    [Theory]
    [InlineData("{ \"address\": \"10.1.0.2\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", true)]
    [InlineData(
        "{ \"address\": \"10.1.0.2\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1, \"suspended\": true }",
        false
    )]
    [InlineData("{ \"address\": \"10.1.0.2\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1.0 }", false)]
    [InlineData("{ \"address\": \"10.1.0.2\", \"port\": 080, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", false)]
    [InlineData("{ \"address\": \"10.1.0.2\", \"port\": 80, \"forwardingMethod\": \"Tunnel\", \"weight\": 1 }", false)]
    [InlineData("{ \"address\": \"10.1.0.02\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", false)]
    [InlineData("{ \"address\": \"fd00::2\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", false)]
    [InlineData("{ \"port\": 80, \"address\": \"10.1.0.2\", \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", false)]
    [InlineData("{\"address\": \"10.1.0.2\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", false)]
    public void Only_what_stands_exactly_so_is_taken(string server, bool isTaken) => Assert.Equal(isTaken, IsTaken("\n        " + server));

    /// <summary>With and without a stream that can be read twice, over many fillings of the buffer, the table is the same.</summary>
    [Fact]
    public void A_large_file_is_the_same_table_either_way()
    {
        var text = new StringBuilder("{\n  \"version\": 1,\n  \"services\": [");
        for (int service = 0; service < 400; service++)
        {
            text.Append(service == 0 ? "\n    {" : ",\n    {")
                .Append($"\n      \"virtualAddress\": \"10.0.{service / 250}.{(service % 250) + 1}\",\n      \"virtualPort\": 80,")
                .Append("\n      \"realServers\": [");
            for (int server = 0; server < 20; server++)
            {
                string rare = server % 7 == 6 ? ", \"upperThreshold\": 9, \"lowerThreshold\": 3" : string.Empty;
                text.Append(server == 0 ? "\n        " : ",\n        ")
                    .Append($"{{ \"address\": \"10.1.{service % 250}.{200 - server}\", \"port\": {8000 + server}, ")
                    .Append($"\"forwardingMethod\": \"Masquerade\", \"weight\": {server}{rare} }}");
            }

            text.Append("\n      ]\n    }");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.Append("\n  ]\n}\n").ToString());
        using ConfigurationTable table = BothReaders.Read(bytes);
        Assert.Equal(8_000, table.Services.Sum(entry => entry.RealServers.Count));
    }

    /// <summary>Whatever was passed over before it, a fault has its own line and column.</summary>
    [Theory]
    [InlineData(",\n        { \"address\": \"10.1.0.9\", \"port\": 80, \"weight\": }", 11, 56)]
    [InlineData(",\n        { \"address\": \"10.1.0.9\", \"port\": 80, \"wait\": 1 }", 11, 46)]
    [InlineData(",\n        { \"address\": \"10.1.0.2\", \"port\": 80 }", 11, 9)]
    [InlineData(",\n        { \"address\": \"10.1.0.3\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }", 11, 9)]
    [InlineData(" }", 10, 94)]
    [InlineData("\n      ],\n      \"scheduler\": 5", 12, 20)]
    public void A_fault_is_named_with_its_place(string rest, int line, int column)
    {
        string text = Before;
        foreach (int host in new[] { 2, 3 })
        {
            text += $",\n        {{ \"address\": \"10.1.0.{host}\", \"port\": 80, \"forwardingMethod\": \"Masquerade\", \"weight\": 1 }}";
        }

        byte[] bytes = Encoding.UTF8.GetBytes($"\ufeff{text}{rest}{After}");
        BothReaders.AssertFault(bytes, line, column);
    }

    private static bool IsTaken(string text)
    {
        var saved = new SavedText(Encoding.UTF8.GetBytes(text));
        return JsonSavedServer.TryTake(ref saved, out _);
    }
}
