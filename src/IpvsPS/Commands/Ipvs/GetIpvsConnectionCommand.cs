using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>
/// Get-IpvsConnection: the kernel's connection table (<c>ipvsadm -Lnc</c>), read once however much is piped, and written
/// as it is read.
/// </summary>
[Cmdlet(VerbsCommon.Get, "IpvsConnection")]
[OutputType(typeof(IpvsConnection))]
public sealed class GetIpvsConnectionCommand : IpvsQueryCommand
{
    private readonly Dictionary<IpvsConnectionTable, List<IpvsConnectionFilter>> _asked = [];
    private NamespaceClients<IpvsConnectionTable> _tables = null!;

    /// <summary>Connections to real servers by address or address and port; * and ? are wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public string[]? Address { get; set; }

    /// <summary>Connections to real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? Port { get; set; }

    /// <summary>Connections of clients by address or address and port; * and ? are wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(IpvsClientCompleter))]
    public string[]? ClientAddress { get; set; }

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

    /// <summary>Prepares the tables.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _tables = Keep(new NamespaceClients<IpvsConnectionTable>(IpvsConnectionTable.Open));
    }

    /// <summary>Notes what is asked for.</summary>
    protected override void ProcessRecord() => Attempt(VirtualAddress, IpvsErrors.Describe, () =>
    {
        IpvsConnectionFilter filter = MakeFilter();
        IpvsConnectionTable table = _tables.In(NetNamespace, Cancellation);
        if (!_asked.TryGetValue(table, out List<IpvsConnectionFilter>? filters))
        {
            _asked.Add(table, filters = []);
        }

        filters.Add(filter);
    });

    /// <summary>Reads each namespace's table and writes what was asked for.</summary>
    protected override void EndProcessing()
    {
        foreach ((IpvsConnectionTable table, List<IpvsConnectionFilter> filters) in _asked)
        {
            WriteVerbose("Listing the IPVS connections.");
            Attempt(null, IpvsErrors.Describe, () =>
            {
                foreach (IpvsConnection connection in table.Read())
                {
                    if (filters.Exists(filter => filter.Matches(connection)))
                    {
                        WriteObject(connection);
                    }
                }
            });
        }
    }

    private IpvsConnectionFilter MakeFilter()
    {
        // A service on port 0 takes every port, and its connections have the ports that clients asked for.
        int? virtualPort = VirtualPort == 0 ? null : VirtualPort;
        string?[] texts = VirtualAddress is { Length: > 0 } given ? given : new string?[] { null };
        return new IpvsConnectionFilter(
            Array.ConvertAll(texts, text => new IpvsServiceFilter(text, virtualPort, Protocol, FirewallMark, AddressFamily)),
            new IpvsEndpointFilter(Address, nameof(Address), Port, nameof(Port)),
            new IpvsEndpointFilter(ClientAddress, nameof(ClientAddress), ClientPort, nameof(ClientPort)),
            Array.ConvertAll(State ?? [], state => new WildcardPattern(state, WildcardOptions.IgnoreCase)));
    }
}
