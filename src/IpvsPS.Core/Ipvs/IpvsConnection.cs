using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>
/// An entry of the kernel's connection table: a connection, or a template of persistence, which says where a client's
/// next connections go.
/// </summary>
public sealed class IpvsConnection : IpvsServiceItem
{
    /// <summary>Makes a connection of nothing yet, to be filled in.</summary>
    public IpvsConnection() { }

    /// <summary>Makes a connection of a service, to be filled in.</summary>
    public IpvsConnection(IpvsServiceId service) => Identity = service;

    /// <summary>Which service it belongs to.</summary>
    public IpvsServiceId ServiceId => Identity;

    private protected override IpvsServiceId Identity { get; set; } = NoService;

    /// <summary>The client's address as a value.</summary>
    public InetAddress Client { get; set; }

    /// <summary>The real server's address as a value.</summary>
    public InetAddress Server { get; set; }

    /// <summary>The client's address; in a template, its network, as long as the persistence prefix.</summary>
    public IPAddress ClientAddress
    {
        get => Client.ToIPAddress();
        set => Client = InetAddress.FromIPAddress(value);
    }

    /// <summary>The client's port, host order; 0 in a template.</summary>
    public int ClientPort { get; set; }

    /// <summary>The real server's address, which may be of the other family.</summary>
    public IPAddress Address
    {
        get => Server.ToIPAddress();
        set => Server = InetAddress.FromIPAddress(value);
    }

    /// <summary>The real server's port, host order.</summary>
    public int Port { get; set; }

    /// <summary>
    /// The kernel's word for the state: ESTABLISHED, SYN_RECV, FIN_WAIT and others of TCP, UDP, those of SCTP; NONE or
    /// ASSURED for a template.
    /// </summary>
    public string State { get; set; } = "NONE";

    /// <summary>How long it lives on without packets, in whole seconds.</summary>
    public TimeSpan ExpiresIn { get; set; }

    /// <summary>Whether it is a template of persistence and no connection.</summary>
    public bool IsTemplate { get; set; }

    /// <summary>The persistence engine that made the template, such as <c>sip</c>; null where none did.</summary>
    public string? PersistenceEngine { get; set; }

    /// <summary>What the engine knows the client by, such as a SIP Call-ID; null without an engine.</summary>
    public string? PersistenceData { get; set; }

    /// <summary>The network namespace it is in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>Client, service and real server.</summary>
    /// <returns><c>TCP 10.0.0.9:40000 -&gt; 10.0.0.1:80 -&gt; 172.17.0.3:80</c>.</returns>
    public override string ToString()
    {
        string words = Identity.ToString();
        int space = words.IndexOf(' ');
        return $"{words[..space]} {new InetEndpoint(ClientAddress, ClientPort)} -> {words[(space + 1)..]} -> "
            + $"{new InetEndpoint(Address, Port)}";
    }
}
