using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>
/// What cmdlets share that name services exactly: an address with its port and protocol, or a firewall mark with its
/// family, typed or bound from an object's properties. What is typed wins over what is piped.
/// </summary>
public abstract class IpvsIdentityCommand : IpvsTableCommand
{
    /// <summary>The service's address, with its port or without: 10.0.0.1:80, [2001:db8::1]:80.</summary>
    public abstract EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>The service's port, where -VirtualAddress does not hold it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsVirtualPortCompleter))]
    public virtual int? VirtualPort { get; set; }

    /// <summary>The service's protocol; Tcp unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsProtocol?))]
    public virtual IpvsProtocol? Protocol { get; set; }

    /// <summary>The service's firewall mark, 1 and up, instead of an address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public virtual uint? FirewallMark { get; set; }

    /// <summary>The address family of a firewall mark's service; IPv4 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public virtual AddressFamily? AddressFamily { get; set; }

    /// <summary>The family of a firewall mark's service where none is given.</summary>
    private protected virtual AddressFamily MarkFamily => IpvsPS.AddressFamily.IPv4;

    /// <summary>The services that the parameters name now; each that is wrong is written as an error.</summary>
    internal List<IpvsServiceId> NamedServices()
    {
        bool useAddress =
            VirtualAddress is { Length: > 0 } && !(IsPiped(nameof(VirtualAddress)) && Parameters.IsTyped(nameof(FirewallMark)));
        bool useMark = FirewallMark is not null && !(IsPiped(nameof(FirewallMark)) && Parameters.IsTyped(nameof(VirtualAddress)));
        if (useAddress == useMark)
        {
            throw useAddress ? IpvsErrors.ServiceAmbiguous() : IpvsErrors.ServiceMissing();
        }

        if (useMark)
        {
            return [IpvsServiceId.ForFirewallMark(FirewallMark!.Value, AddressFamily ?? MarkFamily)];
        }

        var services = new List<IpvsServiceId>(VirtualAddress!.Length);
        ForEach(VirtualAddress, endpoint => services.Add(NameService(endpoint.Endpoint)));
        return services;
    }

    /// <summary>One port from two places; a typed endpoint's port wins over a piped one.</summary>
    /// <exception cref="CommandException">Two ports are given in one place.</exception>
    internal int? ChoosePort(InetEndpoint endpoint, string endpointName, int? port, string portName)
    {
        bool isConflict =
            endpoint.Port is not null && port is not null && endpoint.Port != port && IsPiped(endpointName) == IsPiped(portName);
        if (isConflict)
        {
            throw new CommandException(
                ErrorIds.IpvsPortConflict,
                ErrorCategory.InvalidArgument,
                $"-{endpointName} {endpoint} and -{portName} {port} name two ports: give one of them."
            );
        }

        return IsPiped(endpointName) && Parameters.IsTyped(portName) ? port : endpoint.Port ?? port;
    }

    private bool IsPiped(string parameter) => !Parameters.IsTyped(parameter);

    private IpvsServiceId NameService(InetEndpoint endpoint)
    {
        InetAddress address = InetAddress.FromIPAddress(endpoint.Address!);
        if (Parameters.IsTyped(nameof(AddressFamily)) && AddressFamily != address.Family)
        {
            throw new CommandException(
                ErrorIds.IpvsAddressFamilyMismatch,
                ErrorCategory.InvalidArgument,
                $"{endpoint.Address} is {address.Family}, and -AddressFamily says {AddressFamily}. The family of an address "
                    + "need not be given."
            );
        }

        int? port = ChoosePort(endpoint, nameof(VirtualAddress), VirtualPort, nameof(VirtualPort));
        return IpvsServiceId.ForAddress(address, (ushort)(port ?? 0), Protocol ?? IpvsProtocol.Tcp);
    }
}
