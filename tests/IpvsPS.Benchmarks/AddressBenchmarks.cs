using System.Globalization;
using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Benchmarks;

/// <summary>Addresses on one dummy link: added as one array, and listed.</summary>
internal sealed class AddressBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const string Link = "vip";

    public override string Name => "addresses";

    public override IEnumerable<Job> Jobs()
    {
        yield return Add(1_000);
        yield return Add(10_000);
        yield return List(10_000);
    }

    private Job Add(int count)
    {
        string[] addresses = Addresses(count);
        return new Job(
            string.Create(CultureInfo.InvariantCulture, $"add {count:N0} addresses as one array"),
            AfterLink(Session.Cmdlets($"Add-NetLinkAddress {Link} $addresses -NetNamespace $space", ("addresses", addresses))),
            AfterLink(new Contender("ip -batch", space =>
            {
                string file = WriteBatch(space, addresses);
                return () => space.Time($"ip -n $space -batch {file}");
            })),
            AfterLink(new Contender("raw loop", space =>
            {
                List<byte[]> datagrams = Prebuild(space, addresses);
                RawLoop loop = space.Keep(new RawLoop(space, NetlinkProtocol.Route));
                return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
            })))
        {
            Check = space => CheckCount(space, count),
        };
    }

    private Job List(int count)
    {
        string[] addresses = Addresses(count);
        return new Job(
            string.Create(CultureInfo.InvariantCulture, $"list {count:N0} addresses"),
            AfterAddresses(addresses, Session.Cmdlets("Get-NetLinkAddress -NetNamespace $space")),
            AfterAddresses(addresses, new Contender("ip -j addr", space => () => space.Time("ip -n $space -j addr"))),
            AfterAddresses(addresses, new Contender("raw loop", space =>
            {
                var request = new NetlinkWriter();
                AddressMessages.List(request, 0);
                RawLoop loop = space.Keep(new RawLoop(space, NetlinkProtocol.Route));
                return () => BenchmarkSession.Time(() => loop.List(request.Written));
            })))
        {
            Check = space => CheckCount(space, count),
        };
    }

    private static string[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(i => $"10.96.{i >> 8}.{i & 255}/32")];

    private static Contender AfterLink(Contender contender) => contender with
    {
        Prepare = space =>
        {
            space.Native($"ip -n $space link add {Link} up type dummy");
            return contender.Prepare(space);
        },
    };

    private static Contender AfterAddresses(string[] addresses, Contender contender) => AfterLink(contender with
    {
        Prepare = space =>
        {
            using var loop = new RawLoop(space, NetlinkProtocol.Route);
            loop.Apply(Prebuild(space, addresses));
            return contender.Prepare(space);
        },
    });

    private static string WriteBatch(BenchmarkNamespace space, string[] addresses)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{space.Name}.batch");
        File.WriteAllLines(path, addresses.Select(address => $"addr add {address} dev {Link}"));
        return path;
    }

    private static List<byte[]> Prebuild(BenchmarkNamespace space, string[] addresses)
    {
        using LinkClient client = LinkClient.Open(space.Handle, CancellationToken.None);
        int link = client.GetLink(Link).Index;
        var messages = new NetlinkWriter();
        foreach (string address in addresses)
        {
            AddressMessages.Add(messages, new NetLinkAddress { LinkIndex = link, Address = IPAddress.Parse(address[..^3]), PrefixLength = 32 });
        }

        return RawLoop.Datagrams(messages);
    }

    private static void CheckCount(BenchmarkNamespace space, int expected)
    {
        using LinkClient client = LinkClient.Open(space.Handle, CancellationToken.None);
        int actual = client.ListAddresses().Count(address => address.LinkName == Link && address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{space.Name} has {actual} addresses and not {expected}.");
        }
    }
}
