using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>
/// What Suspend-, Wait- and Resume-IpvsRealServer share: real servers that exist, by their own address and, where that is not
/// enough, by their service's. They are collected first and worked on together, after the last object of the pipeline.
/// </summary>
public abstract class RealServerSelectionCommand : ServiceSelectionCommand
{
    private readonly NamespaceValues<SelectedServers> _selected = new();

    /// <summary>
    /// Real servers by address, address and port, network or wildcard (* and ?). Without a service, the real servers of every
    /// service.
    /// </summary>
    public abstract EndpointPattern[]? RealAddress { get; set; }

    /// <summary>The real servers' port, where -RealAddress does not hold it; any unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Port")]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    /// <summary>Only those of these services, by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? VirtualAddress { get; set; }

    /// <summary>Whether neither real servers nor services are named: that is not all of them.</summary>
    private bool IsNothingNamed => RealAddress is not { Length: > 0 } && VirtualAddress is not { Length: > 0 } && FirewallMark is null;

    /// <summary>Whether one that was found is to be worked on; asks where the command asks.</summary>
    private protected abstract bool IsMeant(IpvsRealServer server, IpvsService service);

    /// <summary>Works on the real servers of one namespace, all together.</summary>
    private protected abstract void Work(SelectedServers selected);

    /// <summary>Finds the real servers that are asked for; one that is named and not there is written as an error.</summary>
    private protected sealed override void ProcessInScope()
    {
        if (IsNothingNamed)
        {
            throw DrainErrors.NothingNamed(MyInvocation.MyCommand.Name);
        }

        SelectedServers selected = Select();
        EndpointFilter servers = FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort));
        bool hasService = false;
        foreach (IpvsService service in FindServices(selected.Client))
        {
            hasService = true;
            foreach (IpvsRealServer server in selected.Client.ListRealServers(service))
            {
                bool isNew = servers.Matches(server.InetAddress, server.InetPort) && !selected.Contains(RealServerId.Of(server));
                if (isNew && IsMeant(server, service))
                {
                    selected.Add(server);
                }
            }
        }

        foreach (string text in servers.Missing)
        {
            WriteError(hasService || VirtualAddress is null ? IpvsErrors.RealServerNotFound(text) : DrainErrors.ServiceNotFound(text));
        }
    }

    /// <summary>Works on what was collected.</summary>
    private protected sealed override void End()
    {
        ForEach(_selected.All.Where(selected => selected.Ids.Count > 0), Work);
        Finish();
    }

    /// <summary>What is done when the real servers of every namespace have been worked on.</summary>
    private protected virtual void Finish() { }

    private SelectedServers Select() => _selected.GetOrAdd(Scope, netns => Keep(new SelectedServers(netns.Duplicate(), Client)));

    private IEnumerable<IpvsService> FindServices(IpvsClient client)
    {
        ServiceFilter[] filters = FilterServices();
        return client.ListServices().Where(service => Array.Exists(filters, filter => filter.Matches(service.Id)));
    }
}
