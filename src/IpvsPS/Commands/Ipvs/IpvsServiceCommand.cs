using System.Management.Automation;
using IpvsPS.Completion;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that name or look for services: the parts of a service's identity beside its address.</summary>
public abstract class IpvsServiceCommand : IpvsCommand
{
    /// <summary>The service's port, where -VirtualAddress does not hold it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsVirtualPortCompleter))]
    public int? VirtualPort { get; set; }

    /// <summary>The service's protocol; Get means any unless given, the others Tcp.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsProtocol?))]
    public IpvsProtocol? Protocol { get; set; }

    /// <summary>The service's firewall mark, 1 and up, instead of an address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public uint? FirewallMark { get; set; }

    /// <summary>The address family of a firewall mark's service; Get means any unless given, the others IPv4.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public AddressFamily? AddressFamily { get; set; }
}
