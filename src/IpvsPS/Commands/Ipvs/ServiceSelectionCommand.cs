using System.Management.Automation;
using IpvsPS.Completion;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that choose among services that exist: the identity as a filter.</summary>
public abstract class ServiceSelectionCommand : IpvsTableCommand
{
    /// <summary>Services by address, address and port, network or wildcard (* and ?). Every service unless given.</summary>
    public abstract EndpointPattern[]? VirtualAddress { get; set; }

    /// <summary>The services' port, where -VirtualAddress does not hold it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsVirtualPortCompleter))]
    public int? VirtualPort { get; set; }

    /// <summary>The services' protocols; any unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsProtocol[]))]
    public IpvsProtocol[]? Protocol { get; set; }

    /// <summary>The service's firewall mark, 1 and up.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public uint? FirewallMark { get; set; }

    /// <summary>The services' address family; any unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>What the parameters choose: a service is meant where one of the filters matches it.</summary>
    /// <exception cref="Errors.CommandException">A pattern is none, or a port is named twice.</exception>
    private protected ServiceFilter[] FilterServices() => FilterServices(VirtualPort);

    /// <summary>As <see cref="FilterServices()"/>, by another port than -VirtualPort.</summary>
    private protected ServiceFilter[] FilterServices(int? port) =>
        ServiceFilter.Of(VirtualAddress, Parameters.IsTyped(nameof(VirtualAddress)), port, Protocol, FirewallMark, AddressFamily);

    /// <summary>What an address parameter and the port parameter beside it choose.</summary>
    /// <exception cref="Errors.CommandException">A pattern is none, or a port is named twice.</exception>
    private protected EndpointFilter FilterEndpoints(EndpointPattern[]? addresses, string addressName, int? port, string portName) =>
        new(addresses, Parameters.IsTyped(addressName), addressName, port, portName);
}
