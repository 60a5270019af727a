using System.Management.Automation;
using System.Net.Sockets;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Connections: real ones, as ipvsadm -Lnc lists them.</summary>
public sealed class ConnectionTests(LabSession lab, EveryKindOfConnection connections) : IClassFixture<EveryKindOfConnection>
{
    private readonly BalancedPair _pair = connections.Open(lab);

    [Fact]
    public void Every_kind_of_entry_is_that_of_ipvsadm()
    {
        Objects.IpvsConnection[] ours = [.. Get(string.Empty)];
        Assert.Equal(ConnectionList.Theirs(_pair.Director), ConnectionList.Lines(ours));
        Assert.All(ours, connection => Assert.Equal(_pair.Director.Name, connection.NetNamespace));
        Assert.All(ours, connection => Assert.InRange(connection.ExpiresIn, 1, 900));
        Assert.Equal(3, ours.Count(connection => connection.IsTemplate));
        Assert.All(ours.Where(connection => connection.IsTemplate), template => Assert.Equal(0, template.ClientPort));
        Assert.Equal(5u, Assert.Single(ours, connection => connection.FirewallMark is not null).FirewallMark);
        Objects.IpvsConnection sip = Assert.Single(ours, connection => connection.PersistenceEngine is not null);
        Assert.Equal(("sip", "4711@client", true), (sip.PersistenceEngine, sip.PersistenceData, sip.IsTemplate));
    }

    [Fact]
    public void Connections_are_found_by_each_of_their_sides()
    {
        (string Arguments, string Expected)[] cases =
        [
            ("10.77.1.1:80", "10.77.0.1:40001"),
            ("10.77.1.1 -VirtualPort 80", "10.77.0.1:40001"),
            ("-AddressFamily IPv6", "[fd00:77::1]:40002"),
            ("*:443", "[fd00:77::1]:40002"),
            ("-VirtualAddress 10.77.1.1:80, *:443", "10.77.0.1:40001 [fd00:77::1]:40002"),
            ("-FirewallMark 5", "10.77.0.1:0"),
            ("-ClientAddress 10.77.0.1:40001", "10.77.0.1:40001"),
            ("-ClientPort 40003", "10.77.0.1:40003"),
            ("-ClientAddress fd00:*", "[fd00:77::1]:40002"),
            ("-RealAddress 10.77.0.2:8080", "10.77.0.1:40001"),
            ("-RealAddress 10.77.0.2 -RealPort 8080", "10.77.0.1:40001"),
            ("-State established -VirtualPort 80", "10.77.0.1:40001"),
            ("-State EST* -Protocol Udp", string.Empty),
            ("-RealAddress 10.77.0.9", string.Empty),
            ("10.99.0.1:80", string.Empty),
        ];
        foreach ((string arguments, string expected) in cases)
        {
            IEnumerable<string> found = Get(arguments)
                .Select(connection =>
                    new InetEndpoint(System.Net.IPAddress.Parse(connection.ClientAddress), connection.ClientPort).ToString()
                );
            Assert.Equal($"{arguments}: {expected}", $"{arguments}: {string.Join(' ', found.Order(StringComparer.Ordinal))}");
        }
    }

    [Fact]
    public void Piped_services_and_real_servers_choose_and_overlap_once()
    {
        string netns = $"-NetNamespace {_pair.Director}";
        Assert.Equal(2, lab.Works($"Get-IpvsService *:80, *:443 {netns} | Get-IpvsConnection").Of<Objects.IpvsConnection>().Count());
        Assert.Equal(
            40001,
            Assert
                .Single(lab.Works($"Get-IpvsRealServer 10.77.1.1:80 {netns} | Get-IpvsConnection").Of<Objects.IpvsConnection>())
                .ClientPort
        );
        Assert.Single(lab.Works($"$s = Get-IpvsService 10.77.1.1:80 {netns}; $s, $s | Get-IpvsConnection").Of<Objects.IpvsConnection>());
        Assert.Empty(lab.Works($"Get-IpvsService 192.* {netns} | Get-IpvsConnection").Output);
    }

    [Fact]
    public void Another_namespaces_connections_stay_there()
    {
        Assert.Empty(lab.Works($"Get-IpvsConnection -NetNamespace {_pair.Server}").Output);
    }

    [Fact]
    public void A_table_of_many_pages_comes_whole()
    {
        const int count = 300;
        using var pair = new BalancedPair();
        lab.Works(
            $"New-IpvsService 10.77.1.1:53 -Protocol Udp -NetNamespace {pair.Director} | Add-IpvsRealServer 10.77.0.2:53 "
                + "-ForwardingMethod Masquerade"
        );
        pair.Listen("10.77.0.2:53", ProtocolType.Udp);
        for (int i = 0; i < count; i++)
        {
            pair.Connect($"10.77.0.1:{20000 + i}", "10.77.1.1:53", text: "x", protocol: ProtocolType.Udp);
        }

        IEnumerable<Objects.IpvsConnection> read = lab.Works($"Get-IpvsConnection -NetNamespace {pair.Director}")
            .Of<Objects.IpvsConnection>();
        Assert.Equal(Enumerable.Range(20000, count), read.Select(connection => connection.ClientPort).Order());
    }

    [Fact]
    public void The_table_shows_a_row_a_connection()
    {
        string shown = lab.Render($"Get-IpvsConnection 10.77.1.1:80 -NetNamespace {_pair.Director}");
        Assert.Matches(@"TCP +(900|8\d\d) ESTABLISHED 10\.77\.0\.1:40001 -> 10\.77\.1\.1:80 -> 10\.77\.0\.2:8080", shown);
    }

    [Fact]
    public void What_is_no_address_is_an_error()
    {
        lab.Fails(
            "Get-IpvsConnection -ClientAddress nonsense",
            "IpvsEndpointInvalid",
            ErrorCategory.InvalidArgument,
            "-ClientAddress",
            "nonsense"
        );
        lab.Fails(
            "Get-IpvsConnection -ClientAddress 10.0.0.1:5 -ClientPort 6",
            "IpvsPortConflict",
            ErrorCategory.InvalidArgument,
            "-ClientPort 6"
        );
        lab.Fails("Get-IpvsConnection -NetNamespace nosuch", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "nosuch");
    }

    private IEnumerable<Objects.IpvsConnection> Get(string arguments) =>
        lab.Works($"Get-IpvsConnection {arguments} -NetNamespace {_pair.Director}").Of<Objects.IpvsConnection>();
}
