using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>What the Get cmdlets share that list by service: the identity as a filter, with networks and wildcards.</summary>
public abstract class IpvsQueryCommand : ServiceSelectionCommand
{
    /// <summary>Services by address, address and port, network or wildcard (* and ?). Every service unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? VirtualAddress { get; set; }

    /// <summary>Reads each thing that is asked for; one that is named and not there is written as an error.</summary>
    /// <param name="read">Hands over what there is, and returns how many that are.</param>
    private protected void ForEachFilter(Func<ServiceFilter, int> read)
    {
        if (VirtualAddress is not { Length: > 0 } patterns)
        {
            ForEach(new uint?[] { FirewallMark }, _ => Read(null));
            return;
        }

        bool isTyped = Parameters.IsTyped(nameof(VirtualAddress));
        ForEach(patterns, pattern => Read(EndpointMatch.Parse(pattern, isTyped, nameof(VirtualAddress))));

        void Read(EndpointMatch? endpoint)
        {
            var filter = new ServiceFilter(endpoint, VirtualPort, Protocol, FirewallMark, AddressFamily);
            if (read(filter) == 0 && filter.IsLiteral)
            {
                throw IpvsErrors.ServiceNotFound(filter.ToString());
            }
        }
    }

    /// <summary>What the kernel says of the services of a filter: one request where it names one, else a listing of all.</summary>
    private protected List<T> Find<T>(
        IpvsClient client,
        ServiceFilter filter,
        Func<IpvsClient, List<T>> list,
        Func<IpvsClient, IpvsServiceId, T> get,
        Func<T, IpvsServiceId> identify
    )
    {
        if (filter.Exact is { } id)
        {
            WriteVerbose($"Getting the service {id}.");
            try
            {
                return [get(client, id)];
            }
            catch (Netlink.NetlinkException e) when (e.Error == Errno.ESRCH)
            {
                return [];
            }
        }

        WriteVerbose("Listing the IPVS services.");
        return list(client).FindAll(item => filter.Matches(identify(item)));
    }

    /// <summary>The services of a filter.</summary>
    private protected List<IpvsService> FindServices(IpvsClient client, ServiceFilter filter) =>
        Find(client, filter, kernel => kernel.ListServices(), (kernel, id) => kernel.GetService(id), service => service.Id);

    /// <summary>Writes an error for each real server that was named and not found.</summary>
    private protected void WriteMissing(EndpointFilter servers)
    {
        foreach (string text in servers.Missing)
        {
            WriteError(IpvsErrors.RealServerNotFound(text));
        }
    }
}
