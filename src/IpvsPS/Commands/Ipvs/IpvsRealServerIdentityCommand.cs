using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// What cmdlets share that name real servers exactly: the service's identity with an address and a port. Both sets take the same:
/// PowerShell looks in each piped object for every parameter that binds by property name, twice, even in a text. It does not where
/// a value has bound as a whole in the default set, in which nothing else binds from the pipeline.
/// </summary>
public abstract class IpvsRealServerIdentityCommand : IpvsIdentityCommand
{
    /// <summary>The default set: a text or an address is piped.</summary>
    private protected const string PipedWhole = "Value";

    /// <summary>The set of objects that are known by their properties.</summary>
    private protected const string PipedProperties = "Properties";

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>The real server's address, with its port or without: 172.17.0.3:80.</summary>
    public abstract EndpointArgument[] RealAddress { get; set; }

    /// <summary>The real server's port, where -RealAddress does not hold it; the service's port unless given.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [Alias("Port")]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsVirtualPortCompleter))]
    public override int? VirtualPort { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsProtocol?))]
    public override IpvsProtocol? Protocol { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public override uint? FirewallMark { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public override AddressFamily? AddressFamily { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [NetNamespaceConversion]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public override NetNamespaceArgument[]? NetNamespace { get; set; }

    /// <summary>What only a connection has: one that is piped is no real server.</summary>
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public object? ClientAddress { get; set; }

    /// <summary>
    /// The names of an object's types, which every object has and which need no conversion. It is in one set alone, and so it settles
    /// that an object's properties are meant before any of them has to be converted: the copy that Pester's Mock makes of the
    /// command has no conversions of its own, and would go on with the default set after the first property.
    /// </summary>
    [Alias("PSTypeNames")]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public object? PipedType { get; set; }

    /// <summary>A piped IPAddress or IPEndPoint tells a family; a text, as a typed address, is no more than an address.</summary>
    private protected override AddressFamily MarkFamily =>
        IsWhole && RealAddress is [{ IsFromObject: true, Endpoint.Address: { } address }]
            ? InetAddress.FromIPAddress(address).Family
            : base.MarkFamily;

    /// <summary>Whether the present object of the pipeline is itself the real server's address.</summary>
    private bool IsWhole => ParameterSetName == PipedWhole && !Parameters.IsTyped(nameof(RealAddress));

    /// <summary>Every pair of a named service and a named real server; each that is wrong is written as an error.</summary>
    /// <exception cref="CommandException">A connection was piped, or no service is named.</exception>
    internal List<(IpvsServiceId Service, InetAddress Address, ushort Port)> NamedRealServers()
    {
        IpvsErrors.ThrowIfPart(ClientAddress, "connection", "a real server with all its connections", "Get-IpvsRealServer");
        List<IpvsServiceId> services = NamedServices();
        var named = new List<(IpvsServiceId, InetAddress, ushort)>(services.Count * RealAddress.Length);
        foreach (IpvsServiceId service in services)
        {
            ForEach(
                RealAddress,
                given =>
                {
                    InetEndpoint endpoint = given.Endpoint;
                    int? port = ChoosePort(endpoint, nameof(RealAddress), RealPort, nameof(RealPort));
                    named.Add((service, InetAddress.FromIPAddress(endpoint.Address!), (ushort)(port ?? service.Port)));
                }
            );
        }

        return named;
    }

    /// <summary>Whether a real server is there that -WhatIf is about; false where the user may not look.</summary>
    /// <exception cref="NetlinkException">ESRCH: there is no such service.</exception>
    private protected bool FindsInService(IpvsRealServer server)
    {
        try
        {
            IpvsClient client = Client;
            return client
                .ListRealServers(client.GetService(server.ServiceId))
                .Exists(there => there.InetAddress == server.InetAddress && there.InetPort == server.InetPort);
        }
        catch (NetlinkException e) when (e.Error == Errno.EPERM)
        {
            return false;
        }
    }
}
