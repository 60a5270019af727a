using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that work out a node's services from piped Kubernetes objects.</summary>
public abstract class KubernetesCommand : ScopedCommand
{
    private protected const string ServiceSet = "Service";

    private readonly PipedObjects _objects = new();
    private readonly List<NetNamespace?> _scopes = [];
    private object? _last;

    /// <summary>
    /// Kubernetes objects: Services, EndpointSlices, Nodes, ServiceCIDRs, single ones or lists, as ConvertFrom-Json makes them, with or
    /// without -AsHashtable, or as JSON text.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public virtual PSObject? InputObject { get; set; }

    /// <summary>The name of the Node object of this machine.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public string? NodeName { get; set; }

    /// <summary>The ranges of the cluster's pods; what comes from them keeps its source address.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string[]? ClusterCidr { get; set; }

    /// <summary>The ranges of cluster addresses, besides those of ServiceCIDR objects.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string[]? ServiceRange { get; set; }

    /// <summary>The ranges whose addresses of this node serve node ports, or <c>primary</c> for those of its Node object.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string[]? NodePortAddress { get; set; }

    /// <summary>The scheduler of services that ask for no other.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsSchedulerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Scheduler { get; set; } = "rr";

    /// <summary>Whose source addresses are masqueraded; None makes no table of the packet filter at all.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public MasqueradeMode Masquerade { get; set; }

    /// <summary>Whether cluster addresses are local routes, or all addresses stand on a link as with kube-proxy.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public AddressMode AddressMode { get; set; }

    /// <summary>What happens to outsiders where a policy is Local and this node has no endpoint.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public LocalFallback LocalFallback { get; set; }

    /// <summary>Makes services that need the packet filter also with -Masquerade None.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public SwitchParameter AllowUnfiltered { get; set; }

    /// <summary>Ranges of virtual addresses whose services in the kernel are never changed or removed.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeRange { get; set; }

    /// <summary>Addresses that no service may take, such as the API server's.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentConversion(typeof(AddressArgument[]))]
    [ValidateNotNullOrEmpty]
    public AddressArgument[]? ReservedAddress { get; set; }

    private protected ServiceProxyInput Input => _objects.Input;

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>Takes the object; the work is done when all are there.</summary>
    private protected sealed override void ProcessInScope()
    {
        if (!_scopes.Contains(Scope))
        {
            _scopes.Add(Scope);
        }

        if (InputObject is not null && !ReferenceEquals(_last, InputObject))
        {
            _last = InputObject;
            Take(InputObject);
        }
    }

    /// <summary>Works on all objects in each namespace.</summary>
    private protected sealed override void End()
    {
        TakeLast();
        _objects.Finish();
        foreach (NetNamespace? scope in _scopes)
        {
            TryInput(scope, () => ProcessObjects(scope));
        }
    }

    /// <summary>Takes a Kubernetes object, or a line of one's JSON text.</summary>
    private protected virtual void Take(PSObject given) => _objects.Add(given);

    /// <summary>Does what has to wait until everything has been taken.</summary>
    private protected virtual void TakeLast() { }

    /// <summary>Works on <see cref="Input"/> in one namespace; null is the session's current one.</summary>
    private protected abstract void ProcessObjects(NetNamespace? scope);

    /// <summary>The options as the parameters say.</summary>
    /// <exception cref="CommandException">A range is none, or there is no node name.</exception>
    private protected ServiceProxyOptions ReadOptions() =>
        new(ReadNodeName())
        {
            ClusterRanges = ReadRanges(ClusterCidr, nameof(ClusterCidr)),
            ServiceRanges = ReadRanges(ServiceRange, nameof(ServiceRange)),
            NodePortRanges = ReadRanges(NodePortAddress?.Where(text => !IsPrimary(text)), nameof(NodePortAddress)),
            IsNodePortOnPrimary = NodePortAddress?.Any(IsPrimary) == true,
            Scheduler = Scheduler,
            Masquerade = Masquerade,
            AddressMode = AddressMode,
            LocalFallback = LocalFallback,
            AllowUnfiltered = AllowUnfiltered,
            ExcludeRanges = ReadRanges(ExcludeRange, nameof(ExcludeRange)),
            ReservedAddresses = Array.ConvertAll(
                ReservedAddress ?? [],
                address => InetAddress.TryParse(address.ToString(), out InetAddress read) ? read : default
            ),
        };

    /// <summary>The addresses of the machine; none where they may not be read.</summary>
    private protected static IReadOnlyList<HostAddress> ReadHost(NetNamespace? scope, CancellationToken cancellation)
    {
        try
        {
            return NamespaceStack.With(
                scope,
                netns =>
                {
                    using LinkClient links = LinkClient.Open(netns, cancellation);
                    return links
                        .ListAddresses()
                        .ConvertAll(address => new HostAddress(address.LinkName, InetAddress.FromIPAddress(address.Address)));
                }
            );
        }
        catch (NetlinkException)
        {
            return [];
        }
    }

    /// <summary>One error for each thing that services cannot have; the rest is done.</summary>
    private protected void Tell(IEnumerable<ServiceProxyEvent> events)
    {
        foreach (ServiceProxyEvent told in events)
        {
            if (told.Code == ServiceProxyEventCode.NodeUnknown)
            {
                WriteVerbose($"{told.Object} is not among the objects: zone hints and the node's addresses are not known.");
            }
            else if (told.Code == ServiceProxyEventCode.ForeignDrop)
            {
                WriteWarning(
                    $"The chain {told.Object} drops by default what passes {told.Field.ToUpperInvariant()}: connections to services can "
                        + "end there, which the table ipvsps cannot undo. Accept them there, or change that policy."
                );
            }
            else if (told.Code == ServiceProxyEventCode.ForeignUnread)
            {
                WriteWarning(
                    $"Legacy iptables has tables here, and whether they drop connections to services is not known ({told.Value}): install "
                        + "the package iptables, or look with the program that made them."
                );
            }
            else
            {
                WriteError(KubernetesErrors.Describe(told));
            }
        }
    }

    private string ReadNodeName()
    {
        string name = NodeName?.Trim() ?? string.Empty;
        return ObjectNames.IsName(name)
            ? name
            : throw new CommandException(
                "IpvsKubernetesNodeNameMissing",
                ErrorCategory.InvalidArgument,
                name.Length == 0
                    ? "-NodeName is missing: give the name of this machine's Node object, as kubectl get nodes lists it."
                    : $"'{ServiceProxyEvent.Show(name)}' is not the name of a Node object: give one that kubectl get nodes lists "
                        + "to -NodeName."
            );
    }

    private static bool IsPrimary(string text) => text.Equals("primary", StringComparison.OrdinalIgnoreCase);

    private static AddressRange[] ReadRanges(IEnumerable<string>? texts, string parameter) =>
        [
            .. (texts ?? []).Select(text =>
                AddressRange.TryParse(text, out AddressRange range)
                || InetAddress.TryParse(text, out InetAddress single) && AddressRange.TryParse($"{text}/{single.BitCount}", out range)
                    ? range
                    : throw new CommandException(
                        "IpvsKubernetesRangeInvalid",
                        ErrorCategory.InvalidArgument,
                        $"'{ServiceProxyEvent.Show(text)}' is no range of addresses: write -{parameter} 10.96.0.0/16 or fd00:10:96::/108."
                    )
            ),
        ];
}
