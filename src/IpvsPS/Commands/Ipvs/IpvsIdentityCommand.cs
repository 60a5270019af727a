using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>
/// What cmdlets share that name services exactly: an address with its port and protocol, or a firewall mark with its
/// family, typed or bound from an object's properties. What is typed wins over what is piped.
/// </summary>
public abstract class IpvsIdentityCommand : IpvsServiceCommand
{
    /// <summary>The service's address, with its port or without: 10.0.0.1:80, [2001:db8::1]:80.</summary>
    public abstract InetEndpoint[]? VirtualAddress { get; set; }

    /// <summary>The services that the parameters name now; each that is wrong is written as an error.</summary>
    internal IEnumerable<IpvsServiceId> NamedServices()
    {
        bool useAddress = VirtualAddress is { Length: > 0 } && !(IsPiped(nameof(VirtualAddress)) && IsTyped(nameof(FirewallMark)));
        bool useMark = FirewallMark is not null && !(IsPiped(nameof(FirewallMark)) && IsTyped(nameof(VirtualAddress)));
        if (useAddress == useMark)
        {
            WriteError(IdentityError(useAddress));
            yield break;
        }

        if (useMark)
        {
            yield return IpvsServiceId.ForFirewallMark(FirewallMark!.Value, AddressFamily ?? IpvsPS.AddressFamily.IPv4);
            yield break;
        }

        foreach (InetEndpoint endpoint in VirtualAddress!)
        {
            IpvsServiceId id = default;
            if (Attempt(endpoint, IpvsErrors.Describe, () => id = NameService(endpoint)))
            {
                yield return id;
            }
        }
    }

    /// <summary>One port from two places; a typed endpoint's port wins over a piped one.</summary>
    internal int? ChoosePort(InetEndpoint endpoint, string endpointName, int? port, string portName)
    {
        bool isConflict = endpoint.Port is not null && port is not null && endpoint.Port != port
            && !(IsTyped(endpointName) && IsPiped(portName)) && !(IsPiped(endpointName) && IsTyped(portName));
        if (isConflict)
        {
            throw new CommandException("IpvsPortConflict", ErrorCategory.InvalidArgument,
                $"-{endpointName} {endpoint} and -{portName} {port} name two ports: give one of them.");
        }

        return IsPiped(endpointName) && IsTyped(portName) ? port : endpoint.Port ?? port;
    }

    private bool IsPiped(string parameter) => !IsTyped(parameter);

    private IpvsServiceId NameService(InetEndpoint endpoint)
    {
        InetAddress address = InetAddress.FromIPAddress(endpoint.Address!);
        if (IsTyped(nameof(AddressFamily)) && AddressFamily != address.Family)
        {
            throw new CommandException("IpvsAddressFamilyMismatch", ErrorCategory.InvalidArgument,
                $"{endpoint.Address} is {address.Family}, and -AddressFamily says {AddressFamily}. The family of an address need not be given.");
        }

        int? port = ChoosePort(endpoint, nameof(VirtualAddress), VirtualPort, nameof(VirtualPort));
        return IpvsServiceId.ForAddress(address, (ushort)(port ?? 0), Protocol ?? IpvsProtocol.Tcp);
    }

    private static ErrorRecord IdentityError(bool hasBoth) => hasBoth
        ? new CommandException("IpvsServiceAmbiguous", ErrorCategory.InvalidArgument,
            "-VirtualAddress and -FirewallMark name two services: give one of them.").ToErrorRecord(null)
        : new CommandException("IpvsServiceMissing", ErrorCategory.InvalidArgument,
            "No service is named: give -VirtualAddress, such as 10.0.0.1:80, or -FirewallMark.").ToErrorRecord(null);
}
