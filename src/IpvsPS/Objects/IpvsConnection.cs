namespace IpvsPS.Objects;

/// <summary>
/// An entry of the kernel's connection table: a connection, or a template of persistence, which says where a client's
/// next connections go.
/// </summary>
public sealed class IpvsConnection : ServicePart
{
    private readonly IpvsPS.IpvsConnection _connection;

    /// <summary>Makes a connection of nothing yet, to be filled in.</summary>
    public IpvsConnection()
        : this(new IpvsPS.IpvsConnection()) { }

    internal IpvsConnection(IpvsPS.IpvsConnection connection) => _connection = connection;

    /// <summary>The client's address; in a template, its network, as long as the persistence prefix.</summary>
    public string ClientAddress
    {
        get => _connection.ClientAddress.ToString();
        set => _connection.ClientAddress = AddressText.Read(value) ?? throw new FormatException("A client has an address.");
    }

    /// <summary>The client's port, 0 to 65535; 0 in a template.</summary>
    public int ClientPort
    {
        get => _connection.ClientPort;
        set => _connection.ClientPort = value;
    }

    /// <summary>The real server's address, which may be of the other family.</summary>
    public string RealAddress
    {
        get => _connection.Address.ToString();
        set => _connection.Address = AddressText.Read(value) ?? throw new FormatException("A real server has an address.");
    }

    /// <summary>The real server's port, 0 to 65535.</summary>
    public int RealPort
    {
        get => _connection.Port;
        set => _connection.Port = value;
    }

    /// <summary>
    /// The kernel's word for the state: ESTABLISHED, SYN_RECV, FIN_WAIT and others of TCP, UDP, those of SCTP; NONE or
    /// ASSURED for a template.
    /// </summary>
    public string State
    {
        get => _connection.State;
        set => _connection.State = value;
    }

    /// <summary>How long it lives on without packets, in seconds.</summary>
    public int ExpiresIn
    {
        get => (int)_connection.ExpiresIn.TotalSeconds;
        set => _connection.ExpiresIn = TimeSpan.FromSeconds(value);
    }

    /// <summary>Whether it is a template of persistence and no connection.</summary>
    public bool IsTemplate
    {
        get => _connection.IsTemplate;
        set => _connection.IsTemplate = value;
    }

    /// <summary>The persistence engine that made the template, such as <c>sip</c>; null where none did.</summary>
    public string? PersistenceEngine
    {
        get => _connection.PersistenceEngine;
        set => _connection.PersistenceEngine = value;
    }

    /// <summary>What the engine knows the client by, such as a SIP Call-ID; null without an engine.</summary>
    public string? PersistenceData
    {
        get => _connection.PersistenceData;
        set => _connection.PersistenceData = value;
    }

    private protected override IpvsServiceItem Item => _connection;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _connection.NetNamespace;
        set => _connection.NetNamespace = value;
    }

    /// <summary>Client, service and real server.</summary>
    /// <returns><c>TCP 10.0.0.9:40000 -&gt; 10.0.0.1:80 -&gt; 172.17.0.3:80</c>.</returns>
    public override string ToString() => _connection.ToString();
}
