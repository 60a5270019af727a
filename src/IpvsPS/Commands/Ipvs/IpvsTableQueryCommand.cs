using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// What Get-IpvsService and Get-IpvsRealServer share: who may not ask the kernel's IPVS gets the table from /proc, with a
/// warning of what that does not tell.
/// </summary>
public abstract class IpvsTableQueryCommand : IpvsQueryCommand
{
    private readonly Dictionary<IpvsClient, IpvsProcTable> _tables = [];

    /// <summary>What /proc does not tell of what the cmdlet writes.</summary>
    private protected abstract string Unknown { get; }

    /// <summary>Hands over every service asked for, with how to list its real servers.</summary>
    private protected void ForEachService(Action<Func<IpvsService, List<IpvsRealServer>>, IpvsService> handle) =>
        ForEachFilter(filter =>
        {
            IpvsClient client = Client;
            Func<IpvsService, List<IpvsRealServer>> servers = client.ListRealServers;
            List<IpvsService> services;
            try
            {
                services = FindServices(client, filter);
            }
            catch (NetlinkException e) when (e.Error == Errno.EPERM)
            {
                if (ReadFromProc(client) is not { } table)
                {
                    throw;
                }

                services = table.Services.FindAll(service => filter.Matches(service.Id));
                servers = table.ListRealServers;
            }

            services.ForEach(service => handle(servers, service));
            return services.Count;
        });

    /// <summary>The table is read once for a namespace, however much is piped.</summary>
    private IpvsProcTable? ReadFromProc(IpvsClient client)
    {
        if (_tables.TryGetValue(client, out IpvsProcTable? table))
        {
            return table;
        }

        WriteVerbose("Reading the IPVS table from /proc.");
        table = NamespaceStack.With(Scope, netns => IpvsProcTable.TryRead(netns, Cancellation));
        if (table is null)
        {
            return null;
        }

        if (_tables.Count == 0)
        {
            WriteWarning(
                "Asking the kernel's IPVS needs the capability CAP_NET_ADMIN in the initial user namespace, so this is what "
                    + $"/proc/net/ip_vs tells everybody. Not known, and left empty: {Unknown}. To see all, {UserNamespace.RunAsRoot}"
            );
        }

        _tables.Add(client, table);
        return table;
    }
}
