using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.ServiceProxy.Sync;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that work out a node's services: how these are to be made.</summary>
public abstract class KubernetesOptionCommand : ScopedCommand
{
    private protected const string ServiceSet = "Service";

    /// <summary>The name of the Node object of this machine.</summary>
    [Parameter]
    public string? NodeName { get; set; }

    /// <summary>The ranges of the cluster's pods; what comes from them keeps its source address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ClusterCidr { get; set; }

    /// <summary>The ranges of cluster addresses, besides those of ServiceCIDR objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ServiceRange { get; set; }

    /// <summary>The ranges whose addresses of this node serve node ports, or <c>primary</c> for those of its Node object.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NodePortAddress { get; set; }

    /// <summary>The scheduler of services that ask for no other.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsSchedulerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Scheduler { get; set; } = "rr";

    /// <summary>Whose source addresses are masqueraded; None makes no table of the packet filter at all.</summary>
    [Parameter]
    public MasqueradeMode Masquerade { get; set; }

    /// <summary>Whether cluster addresses are local routes, or all addresses stand on a link as with kube-proxy.</summary>
    [Parameter]
    public AddressMode AddressMode { get; set; }

    /// <summary>What happens to outsiders where a policy is Local and this node has no endpoint.</summary>
    [Parameter]
    public LocalFallback LocalFallback { get; set; }

    /// <summary>Makes services that need the packet filter also with -Masquerade None.</summary>
    [Parameter]
    public SwitchParameter AllowUnfiltered { get; set; }

    /// <summary>Ranges of virtual addresses whose services in the kernel are never changed or removed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeRange { get; set; }

    /// <summary>Addresses that no service may take, such as the API server's.</summary>
    [Parameter]
    [ArgumentConversion(typeof(AddressArgument[]))]
    [ValidateNotNullOrEmpty]
    public AddressArgument[]? ReservedAddress { get; set; }

    /// <summary>A configuration of kube-proxy, which says what is not said by a parameter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeProxyConfiguration { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>Takes over what a configuration of kube-proxy says and no parameter does.</summary>
    private protected override void Begin()
    {
        base.Begin();
        if (KubeProxyConfiguration is { } path)
        {
            Follow(ConfigurationFiles.FindLiteral(this, path));
        }
    }

    /// <summary>How a sync goes about its work.</summary>
    /// <exception cref="CommandException">The time is less than 0.</exception>
    private protected static SyncSettings ReadSettings(Duration drainTimeout, bool isStrictArp) =>
        new()
        {
            DrainTimeout =
                drainTimeout.Value >= TimeSpan.Zero
                    ? drainTimeout.Value
                    : throw new CommandException(
                        "IpvsKubernetesDrainTimeoutInvalid",
                        ErrorCategory.InvalidArgument,
                        "-DrainTimeout is a time of 0 seconds or more, such as 60 or 5m."
                    ),
            IsStrictArp = isStrictArp,
        };

    /// <summary>The options as the parameters say.</summary>
    /// <exception cref="CommandException">A range or the scheduler is none, or there is no node name.</exception>
    private protected ServiceProxyOptions ReadOptions() =>
        new(ReadNodeName())
        {
            ClusterRanges = ReadRanges(ClusterCidr, nameof(ClusterCidr)),
            ServiceRanges = ReadRanges(ServiceRange, nameof(ServiceRange)),
            NodePortRanges = ReadRanges(NodePortAddress?.Where(text => !IsPrimary(text)), nameof(NodePortAddress)),
            IsNodePortOnPrimary = NodePortAddress?.Any(IsPrimary) == true,
            Scheduler = ReadScheduler(),
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

    /// <summary>The scheduler as the kernel spells it.</summary>
    /// <exception cref="CommandException">It is none of IPVS, and none that only this machine's kernel has.</exception>
    private protected string ReadScheduler()
    {
        string name = IpvsSchedulerCatalog.Spell(Scheduler.Trim());
        bool isKnown =
            ServiceProxyOptions.Schedulers.Contains(name)
            || (name != "none" && IpvsSchedulerModules.List().Exists(scheduler => scheduler.Name == name));
        string place = Parameters.IsTyped(nameof(Scheduler)) ? "-Scheduler" : "ipvs.scheduler of -KubeProxyConfiguration";
        return isKnown
            ? name
            : throw new CommandException(
                ErrorIds.IpvsSchedulerInvalid,
                ErrorCategory.InvalidArgument,
                $"{place} '{ServiceProxyEvent.Show(name)}' is no scheduler that services can have: give -Scheduler one of "
                    + $"{string.Join(", ", ServiceProxyOptions.Schedulers)}."
            );
    }

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
                    return links.ListAddresses().ConvertAll(HostAddress.Of);
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
            else if (KubernetesEventWords.OfMachine(told) is { } warning)
            {
                WriteWarning(warning);
            }
            else
            {
                WriteError(KubernetesErrors.Describe(told));
            }
        }
    }

    /// <summary>Takes over what else of a configuration of kube-proxy a command has parameters for.</summary>
    /// <param name="configuration">The configuration.</param>
    private protected virtual void FollowMore(KubeProxyWishes configuration) { }

    private void Follow(string path)
    {
        KubeProxyWishes wishes = KubeProxyWishes.Read(path);
        NodeName = Parameters.IsTyped(nameof(NodeName)) ? NodeName : wishes.NodeName ?? NodeName;
        ClusterCidr ??= NullIfEmpty(wishes.ClusterRanges);
        NodePortAddress ??= NullIfEmpty(wishes.NodePortAddresses);
        ExcludeRange ??= NullIfEmpty(wishes.ExcludeRanges);
        Scheduler = Parameters.IsTyped(nameof(Scheduler)) ? Scheduler : wishes.Scheduler ?? Scheduler;
        bool isAll = wishes.MasqueradesAll && !Parameters.IsTyped(nameof(Masquerade));
        Masquerade = isAll ? MasqueradeMode.All : Masquerade;
        if (wishes.Unfollowed.Length > 0)
        {
            WriteWarning(
                $"{path}: {string.Join(", ", wishes.Unfollowed)} is not followed. Set-IpvsTimeout sets the timeouts of IPVS; pods are "
                    + "known by their ranges."
            );
        }

        FollowMore(wishes);
    }

    private static string[]? NullIfEmpty(string[] texts) => texts.Length > 0 ? texts : null;

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
                        $"'{ServiceProxyEvent.Show(text)}' is no range of addresses: write -{parameter} 10.96.0.0/16"
                            + (parameter == nameof(NodePortAddress) ? ", fd00:10:96::/108 or primary." : " or fd00:10:96::/108.")
                    )
            ),
        ];
}
