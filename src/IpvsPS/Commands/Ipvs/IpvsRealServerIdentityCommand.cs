using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>What cmdlets share that name real servers exactly: the service's identity with an address and a port.</summary>
public abstract class IpvsRealServerIdentityCommand : IpvsIdentityCommand
{
    /// <summary>The real server's address, with its port or without: 172.17.0.3:80.</summary>
    public abstract InetEndpoint[] Address { get; set; }

    /// <summary>The real server's port, where -Address does not hold it; the service's port unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? Port { get; set; }

    /// <summary>Every pair of a named service and a named real server; each that is wrong is written as an error.</summary>
    internal IEnumerable<(IpvsServiceId Service, InetAddress Address, ushort Port)> NamedRealServers()
    {
        foreach (IpvsServiceId service in NamedServices())
        {
            foreach (InetEndpoint endpoint in Address)
            {
                int? port = null;
                if (Attempt(endpoint, IpvsErrors.Describe, () => port = ChoosePort(endpoint, nameof(Address), Port, nameof(Port))))
                {
                    yield return (service, InetAddress.FromIPAddress(endpoint.Address!), (ushort)(port ?? service.Port));
                }
            }
        }
    }
}
