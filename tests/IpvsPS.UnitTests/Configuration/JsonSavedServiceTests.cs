using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>Services that are read without looking at each token come out as by the reader of tokens.</summary>
public sealed class JsonSavedServiceTests
{
    /// <summary>Two services as the writer writes them, without the comma before the first.</summary>
    private const string Two = """

            {
              "virtualAddress": "10.0.0.2",
              "virtualPort": 80,
              "protocol": "Tcp",
              "scheduler": "wlc",
              "realServers": [
                { "address": "10.1.0.1", "port": 80, "forwardingMethod": "Masquerade", "weight": 1 },
                { "address": "10.1.0.2", "port": 80, "forwardingMethod": "DirectRoute", "weight": 0 }
              ]
            },
            {
              "virtualAddress": "10.0.0.3",
              "virtualPort": 53,
              "protocol": "Udp",
              "scheduler": "rr",
              "realServers": [
                { "address": "10.1.0.3", "port": 53, "forwardingMethod": "Masquerade", "weight": 5 }
              ]
            }
        """;

    [Fact]
    public void What_the_writer_writes_is_read_as_far_as_it_is_whole()
    {
        int first = Two.IndexOf("},\n    {", StringComparison.Ordinal) + 1;
        string text = "," + Two;
        for (int cut = 0; cut <= text.Length; cut++)
        {
            using var table = new ConfigurationTable();
            int taken = new JsonSavedService(table).Read(Encoding.UTF8.GetBytes(text[..cut]));
            int wanted =
                cut == text.Length ? text.Length
                : cut > first ? first + 1
                : 0;
            Assert.Equal(
                (
                    wanted,
                    wanted == 0 ? 0
                    : cut == text.Length ? 2
                    : 1
                ),
                (taken, table.Services.Count)
            );
        }
    }

    /// <summary>The rest of the file is the reader's of tokens, and nothing of what was tried stays.</summary>
    [Theory]
    [InlineData("\"virtualPort\": 80", "\"virtualPort\": 080")]
    [InlineData("\"10.0.0.2\"", "\"fd00::2\"")]
    [InlineData("\"Tcp\"", "\"Sctp\"")]
    [InlineData("\"wlc\"", "\"WLC\"")]
    [InlineData("\"wlc\",", "\"wlc\",\n      \"onePacket\": false,")]
    [InlineData("\"weight\": 0 }", "\"weight\": 0, \"suspended\": true }")]
    [InlineData("      ]\n    },", "      ] },")]
    public void Only_what_stands_exactly_so_is_taken(string part, string instead)
    {
        using var table = new ConfigurationTable();
        string text = "," + Two.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual("," + Two, text);
        Assert.Equal(0, new JsonSavedService(table).Read(Encoding.UTF8.GetBytes(text)));
        Assert.Empty(table.Services);
        Assert.Empty(table.Store.TakeAdded());
    }

    /// <summary>Over many fillings of the buffer, with what is rare between and real servers out of order, it is the same table.</summary>
    [Fact]
    public void A_large_file_is_the_same_table_either_way()
    {
        using var made = new ConfigurationTable();
        for (int i = 0; i < 2_000; i++)
        {
            var service = new IpvsService
            {
                Id = IpvsServiceId.ForAddress(
                    InetAddress.FromIPv4(0x0a000000u + (uint)i),
                    80,
                    i % 3 == 0 ? IpvsProtocol.Udp : IpvsProtocol.Tcp
                ),
                Scheduler = i % 5 == 0 ? "rr" : "wlc",
                PersistenceTimeout = i % 11 == 0 ? TimeSpan.FromSeconds(60) : null,
            };
            RealServer[] servers = [.. Enumerable.Range(0, i % 9).Select(server => Server(i, 9 - server))];
            made.Services.Add(new ServiceEntry(service, servers));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(ConfigurationFile.Format(made, isJson: true));
        using ConfigurationTable table = BothReaders.Read(bytes);
        Assert.Equal(2_000, table.Services.Count);
        // Two schedulers, and one string for each of either reader.
        Assert.Equal(4, table.Services.Select(entry => entry.Service.Scheduler).Distinct(ReferenceEqualityComparer.Instance).Count());

        static RealServer Server(int service, int server) =>
            new(InetAddress.FromIPv4(0x0a010000u + (uint)server), 80)
            {
                ForwardingMethod = IpvsForwardingMethod.Masquerade,
                Weight = service % 4,
                UpperThreshold = service % 13 == 0 ? 9u : 0,
            };
    }

    /// <summary>Whatever was passed over before it, a fault has its own line and column.</summary>
    [Theory]
    [InlineData(24, 5, "\"10.0.0.3\"", "\"10.0.0.2\"", "\"Udp\"", "\"Tcp\"", "\"virtualPort\": 53", "\"virtualPort\": 80")]
    [InlineData(21, 9, "\"10.1.0.2\"", "\"10.1.0.1\"")]
    [InlineData(24, 5, "\"virtualPort\": 53", "\"virtualPort\": 0")]
    [InlineData(30, 90, "\"weight\": 5", "\"weight\": -5")]
    public void A_fault_is_named_with_its_place(int line, int column, params string[] partsAndWhatReplacesThem)
    {
        string services = partsAndWhatReplacesThem
            .Chunk(2)
            .Aggregate(Two, (text, pair) => text.Replace(pair[0], pair[1], StringComparison.Ordinal));
        string before = Two[..Two.IndexOf("},\n    {", StringComparison.Ordinal)].Replace("10.0.0.2", "10.0.0.1", StringComparison.Ordinal);
        byte[] bytes = Encoding.UTF8.GetBytes($"{{\n  \"version\": 1,\n  \"services\": [{before}}},{services}\n  ]\n}}\n");
        BothReaders.AssertFault(bytes, line, column);
    }
}
