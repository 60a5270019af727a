using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Ipvs;
using IpvsPS.Statistics;

namespace IpvsPS.Commands;

/// <summary>
/// Get-IpvsConnection: the kernel's connection table (<c>ipvsadm -Lnc</c>), read once however much is piped, and written
/// as it is read.
/// </summary>
[Cmdlet(VerbsCommon.Get, "IpvsConnection")]
[OutputType(typeof(Objects.IpvsConnection), typeof(Objects.IpvsConnectionCount))]
public sealed class GetIpvsConnectionCommand : IpvsQueryCommand
{
    private readonly Dictionary<IpvsConnectionTable, List<ConnectionFilter>> _asked = [];
    private NamespaceClients<IpvsConnectionTable>? _tables;

    /// <summary>Connections to real servers by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public EndpointPattern[]? RealAddress { get; set; }

    /// <summary>Connections to real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    /// <summary>Connections of clients by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(IpvsClientCompleter))]
    public EndpointPattern[]? ClientAddress { get; set; }

    /// <summary>Connections of clients on this port; templates have 0.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    public int? ClientPort { get; set; }

    /// <summary>Connections in these states, in the kernel's words; * and ? are wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsConnectionStateCompleter))]
    [SupportsWildcards]
    public string[]? State { get; set; }

    /// <summary>
    /// Counts instead of listing, and writes only the so many largest counts. By the client's address unless -By says otherwise.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    /// <summary>Counts instead of listing: by the client's address, the real server, the service or the state.</summary>
    [Parameter]
    public ConnectionGroup? By { get; set; }

    /// <summary>Notes what is asked for.</summary>
    private protected override void ProcessInScope()
    {
        ConnectionFilter filter = MakeFilter();
        _tables ??= Keep(new NamespaceClients<IpvsConnectionTable>(IpvsConnectionTable.Open));
        IpvsConnectionTable table = _tables.In(Scope, Cancellation);
        if (!_asked.TryGetValue(table, out List<ConnectionFilter>? filters))
        {
            _asked.Add(table, filters = []);
        }

        filters.Add(filter);
    }

    /// <summary>Reads each namespace's table and writes what was asked for.</summary>
    private protected override void End()
    {
        foreach ((IpvsConnectionTable table, List<ConnectionFilter> filters) in _asked)
        {
            TryInput(null, () => Write(table, filters));
        }
    }

    private void Write(IpvsConnectionTable table, List<ConnectionFilter> filters)
    {
        if (Top is not null || By is not null)
        {
            Count(table, filters);
            return;
        }

        WriteVerbose("Listing the IPVS connections.");
        foreach (IpvsConnection connection in table.Read())
        {
            if (filters.Exists(filter => filter.Matches(connection)))
            {
                WriteObject(new Objects.IpvsConnection(connection));
            }
        }
    }

    private void Count(IpvsConnectionTable table, List<ConnectionFilter> filters)
    {
        ConnectionGroup by = By ?? ConnectionGroup.ClientAddress;
        WriteVerbose($"Counting the IPVS connections by {by}.");
        var counter = new ConnectionCounter(by);
        foreach (IpvsConnection connection in table.Read())
        {
            if (filters.Exists(filter => filter.Matches(connection)))
            {
                counter.Add(connection);
            }
        }

        foreach (ConnectionShare share in counter.Largest(Top ?? int.MaxValue))
        {
            WriteObject(new Objects.IpvsConnectionCount(by, share, counter.Total));
        }
    }

    private ConnectionFilter MakeFilter()
    {
        // A service on port 0 takes every port, and its connections have the ports that clients asked for.
        int? virtualPort = VirtualPort == 0 ? null : VirtualPort;
        return new ConnectionFilter(
            FilterServices(virtualPort),
            FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort)),
            FilterEndpoints(ClientAddress, nameof(ClientAddress), ClientPort, nameof(ClientPort)),
            Array.ConvertAll(
                State ?? [],
                state => new WildcardPattern(state, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)
            )
        );
    }
}
