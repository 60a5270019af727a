using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.KernelTests.Ipvs;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>Laws of plans and files, tried with random tables on the real kernel.</summary>
public sealed class ConfigurationLawTests(LabSession lab, TwoNamespaces namespaces)
    : TableTestBase(lab, namespaces),
        IClassFixture<TwoNamespaces>
{
    private const int Rounds = 60;

    [Fact]
    public void A_plan_from_one_table_to_another_makes_the_other_and_then_there_is_none()
    {
        var random = new Random(5);
        for (int round = 0; round < Rounds; round++)
        {
            ConfigurationTable wanted = RandomTable(random);
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                ConfigurationPlan plan = Plan(wanted, client);
                ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
                Assert.Empty(result.Refusals);
                Assert.Equal(0, Plan(wanted, client).Count);
                Assert.Equal(Text(wanted), Text(Read()));

                int sent = transport.Changes;
                ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
                Assert.Equal(sent, transport.Changes);
            }
        }
    }

    [Fact]
    public void One_change_is_one_message()
    {
        ConfigurationTable wanted = RandomTable(new Random(6));
        CountingTransport transport = Connect(out IpvsClient client);
        using (client)
        {
            ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
            ServiceEntry entry = wanted.Services.Find(one => one.RealServers.Count > 0)!;
            entry.RealServers.AsSpan()[0].Weight += 1;
            int before = transport.Changes;
            ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
            Assert.Equal(1, transport.Changes - before);
        }
    }

    [Fact]
    public void A_failure_anywhere_leaves_the_table_as_it_was_or_the_stated_list()
    {
        var random = new Random(7);
        int broken = 0;
        for (int round = 0; round < Rounds; round++)
        {
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                string before = Text(Read());
                ConfigurationTable wanted = RandomTable(random);
                ConfigurationPlan plan = Plan(wanted, client);
                transport.Fail(random.Next(3), random.Next(2) == 0 ? Errno.ENOBUFS : Errno.ENOMEM);
                ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
                Assert.Equal(result.Refusals.Count > 0 ? before : Text(wanted), Text(Read()));
                Assert.Empty(result.Left);
                broken += result.Refusals.Count > 0 ? 1 : 0;
            }
        }

        Assert.InRange(broken, 5, Rounds - 5);
    }

    /// <summary>Everything that a service and a real server can be set to; the text of the file is the text of the table it came
    /// from.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Export_clear_import_export_is_identical(bool isJson)
    {
        for (int seed = 301; seed <= 306; seed++)
        {
            RandomConfiguration[] drawn = [.. Enumerable.Range(0, 30).Select(number => new RandomConfiguration(seed, number))];
            ConfigurationTable wanted = ConfigurationTable.From(
                new IpvsConfiguration
                {
                    Services = [.. drawn.SelectMany(one => one.Services)],
                    RealServers = [.. drawn.SelectMany(one => one.Servers)],
                }
            );
            Make(wanted);
            byte[] first = Export(isJson);
            using (IpvsClient client = Reconnect())
            {
                client.Flush();
            }

            Make(ConfigurationFile.Read(new MemoryStream(first)));
            Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(Export(isJson)));
            using IpvsClient other = Reconnect();
            Assert.Equal(0, Plan(wanted, other).Count);
        }
    }

    private byte[] Export(bool isJson)
    {
        using var stream = new MemoryStream();
        ConfigurationTable table = Read();
        table.Timeouts = null;
        ConfigurationFile.Write(table, stream, isJson);
        return stream.ToArray();
    }
}
