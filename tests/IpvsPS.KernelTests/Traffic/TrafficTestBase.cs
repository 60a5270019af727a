using System.Net;
using IpvsPS.KernelTests.Ipvs;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>What the tests of real packets share: services for a test, and the connections that its packets made.</summary>
public abstract class TrafficTestBase(LabSession lab, TrafficStage stage) : IDisposable
{
    private readonly List<IDisposable> _open = [];

    protected LabSession Lab { get; } = lab;

    internal TrafficStage Stage { get; } = stage;

    /// <summary>Closes the test's connections and removes its services.</summary>
    public virtual void Dispose()
    {
        _open.ForEach(conversation => conversation.Dispose());
        Lab.Works($"Clear-IpvsService -NetNamespace {Stage.Director} -Confirm:$false");
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a script whose IPVS cmdlets work in the director, and real servers in NAT mode unless they say otherwise.</summary>
    protected void Direct(string script) =>
        Lab.Works(
            $$"""
            & {
                $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{Stage.Director}}'
                    'Add-IpvsRealServer:ForwardingMethod' = 'Masquerade' }
                {{script}}
            }
            """
        );

    /// <summary>Makes a service with as many of the servers as there are weights, in NAT mode; returns its address.</summary>
    protected string Serve(string options, params int[] weights)
    {
        string address = Stage.NextAddress();
        IEnumerable<string> servers = weights.Select(
            (weight, i) => $"Add-IpvsRealServer 10.77.0.1{i + 1} -VirtualAddress {address}:80 -Weight {weight}"
        );
        Direct($"$null = New-IpvsService {address}:80 {options}\n{string.Join('\n', servers)}");
        return address;
    }

    /// <summary>Fetches so many pages, one after the other; returns the servers that answered.</summary>
    protected int[] Fetch(int count, string to, string? from = null) => [.. Enumerable.Range(0, count).Select(_ => Stage.Fetch(to, from))];

    /// <summary>Opens so many connections, which stay open; returns the servers that answered.</summary>
    protected int[] Hold(int count, string to, string? from = null) => [.. Enumerable.Range(0, count).Select(_ => Hold(to, from).Server)];

    /// <summary>Opens a connection, which stays open until the test closes it or ends.</summary>
    internal Conversation Hold(string to, string? from = null)
    {
        Conversation conversation = Stage.Connect(to, from);
        _open.Add(conversation);
        return conversation;
    }

    /// <summary>The module and ipvsadm list the same connections, and by each server as many as it has answered.</summary>
    /// <param name="address">The virtual address.</param>
    /// <param name="answers">The server of each connection.</param>
    /// <param name="port">The virtual port.</param>
    /// <param name="earlier">What <see cref="ClientsOf"/> gave before the first of them; null where no other test has the address.</param>
    protected void AssertConnections(
        string address,
        IEnumerable<int> answers,
        int port = TrafficStage.WebPort,
        IReadOnlySet<string>? earlier = null
    ) => AssertConnections([address], answers, port, earlier);

    /// <summary>The same for several virtual addresses together.</summary>
    /// <param name="addresses">The virtual addresses.</param>
    /// <param name="answers">The server of each connection.</param>
    /// <param name="port">The virtual port.</param>
    /// <param name="earlier">What <see cref="ClientsOf"/> gave before the first of them; null where no other test has an address.</param>
    protected void AssertConnections(
        string[] addresses,
        IEnumerable<int> answers,
        int port = TrafficStage.WebPort,
        IReadOnlySet<string>? earlier = null
    )
    {
        string[] services = Array.ConvertAll(addresses, address => new InetEndpoint(IPAddress.Parse(address), port).ToString());
        Objects.IpvsConnection[] ours = [];
        string[] theirs = [];
        // A connection that ends meanwhile has another state in the second list.
        for (int attempt = 0; attempt == 0 || (attempt < 20 && !theirs.SequenceEqual(ConnectionList.Lines(ours))); attempt++)
        {
            ours = [.. Connections(string.Join(", ", services))];
            theirs =
            [
                .. ConnectionList
                    .Theirs(Stage.Director)
                    .Where(line => services.Any(service => line.Contains($" {service} ", StringComparison.Ordinal))),
            ];
        }

        Assert.Equal(theirs, ConnectionList.Lines(ours));
        Assert.Equal(
            answers.Order(),
            ours.Where(connection => !connection.IsTemplate && earlier?.Contains(ClientOf(connection)) != true).Select(NumberOf).Order()
        );
    }

    /// <summary>The clients of a service's connections, which stay in the table for a while when their test is over.</summary>
    protected IReadOnlySet<string> ClientsOf(InetEndpoint service) => Connections($"{service}").Select(ClientOf).ToHashSet();

    private static string ClientOf(Objects.IpvsConnection connection) => $"{connection.ClientAddress} {connection.ClientPort}";

    /// <summary>The connections of services or virtual addresses, with commas between, as the module lists them.</summary>
    internal IEnumerable<Objects.IpvsConnection> Connections(string services) =>
        Lab.Works($"Get-IpvsConnection {services} -NetNamespace {Stage.Director}").Of<Objects.IpvsConnection>();

    /// <summary>A server's number is the last digit of its address.</summary>
    protected static int NumberOf(Objects.IpvsConnection connection) => connection.RealAddress[^1] - '0';
}
