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
            AfterLink(Session.Cmdlets($"Add-NetLinkAddress {Link} $addresses -NetNamespace $netns", ("addresses", addresses))),
            AfterLink(
                new Contender(
                    "ip -batch",
                    netns =>
                    {
                        string file = WriteBatch(netns, addresses);
                        return () => netns.Time($"ip -n $netns -batch {file}");
                    }
                )
            ),
            AfterLink(
                new Contender(
                    "raw loop",
                    netns =>
                    {
                        List<byte[]> datagrams = Prebuild(netns, addresses);
                        RawLoop loop = netns.Keep(new RawLoop(netns, NetlinkProtocol.Route));
                        return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
                    }
                )
            )
        )
        {
            Check = netns => CheckCount(netns, count),
        };
    }

    private Job List(int count)
    {
        string[] addresses = Addresses(count);
        return new Job(
            string.Create(CultureInfo.InvariantCulture, $"list {count:N0} addresses"),
            AfterAddresses(addresses, Session.Cmdlets("Get-NetLinkAddress -NetNamespace $netns")),
            AfterAddresses(addresses, new Contender("ip -j addr", netns => () => netns.Time("ip -n $netns -j addr"))),
            AfterAddresses(
                addresses,
                new Contender(
                    "raw loop",
                    netns =>
                    {
                        var request = new NetlinkWriter();
                        AddressMessages.List(request, 0);
                        RawLoop loop = netns.Keep(new RawLoop(netns, NetlinkProtocol.Route));
                        return () => BenchmarkSession.Time(() => loop.List(request.Written));
                    }
                )
            )
        )
        {
            Check = netns => CheckCount(netns, count),
        };
    }

    private static string[] Addresses(int count) => [.. Enumerable.Range(0, count).Select(i => $"10.96.{i >> 8}.{i & 255}/32")];

    private static Contender AfterLink(Contender contender) =>
        contender with
        {
            Prepare = netns =>
            {
                netns.Native($"ip -n $netns link add {Link} up type dummy");
                return contender.Prepare(netns);
            },
        };

    private static Contender AfterAddresses(string[] addresses, Contender contender) =>
        AfterLink(
            contender with
            {
                Prepare = netns =>
                {
                    using var loop = new RawLoop(netns, NetlinkProtocol.Route);
                    loop.Apply(Prebuild(netns, addresses));
                    return contender.Prepare(netns);
                },
            }
        );

    private static string WriteBatch(BenchmarkNamespace netns, string[] addresses)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{netns.Name}.batch");
        File.WriteAllLines(path, addresses.Select(address => $"addr add {address} dev {Link}"));
        return path;
    }

    private static List<byte[]> Prebuild(BenchmarkNamespace netns, string[] addresses)
    {
        using LinkClient client = LinkClient.Open(netns.Handle, CancellationToken.None);
        int link = client.GetLink(Link).Index;
        var messages = new NetlinkWriter();
        foreach (string address in addresses)
        {
            AddressMessages.Add(
                messages,
                new NetLinkAddress
                {
                    LinkIndex = link,
                    Address = IPAddress.Parse(address[..^3]),
                    PrefixLength = 32,
                }
            );
        }

        return RawLoop.Datagrams(messages);
    }

    private static void CheckCount(BenchmarkNamespace netns, int expected)
    {
        using LinkClient client = LinkClient.Open(netns.Handle, CancellationToken.None);
        int actual = client
            .ListAddresses()
            .Count(address => address.LinkName == Link && address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{netns.Name} has {actual} addresses and not {expected}.");
        }
    }
}
