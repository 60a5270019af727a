using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What cmdlets share that name real servers exactly: the service's identity with an address and a port.</summary>
public abstract class IpvsRealServerIdentityCommand : IpvsIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointArgument[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override EndpointArgument[]? VirtualAddress { get; set; }

    /// <summary>The real server's address, with its port or without: 172.17.0.3:80.</summary>
    public abstract EndpointArgument[] RealAddress { get; set; }

    /// <summary>The real server's port, where -RealAddress does not hold it; the service's port unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Port")]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    /// <summary>What only a connection has: one that is piped is no real server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, DontShow = true)]
    public object? ClientAddress { get; set; }

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
