using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Compare-IpvsConfiguration: what would have to change for the kernel, or another configuration, to be as one says.</summary>
[Cmdlet(VerbsData.Compare, "IpvsConfiguration", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Objects.IpvsChange))]
public sealed class CompareIpvsConfigurationCommand : ConfigurationSourceCommand
{
    /// <summary>What the other host has said: it is asked once, however many configurations are piped.</summary>
    private Objects.IpvsConfiguration? _remote;

    /// <summary>The file of the configuration to compare with, instead of the kernel's table.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReferencePath { get; set; }

    /// <summary>The configuration to compare with, instead of the kernel's table.</summary>
    [Parameter]
    [ConfigurationConversion]
    [ValidateNotNull]
    public Objects.IpvsConfiguration? ReferenceObject { get; set; }

    /// <summary>
    /// The host whose table to compare with, instead of this one's: a session of New-PSSession, or a name, which ssh connects to.
    /// </summary>
    [Parameter]
    [ArgumentConversion(typeof(RemoteHostArgument?))]
    public RemoteHostArgument? ReferenceSession { get; set; }

    /// <summary>Services that the configuration does not name are differences too, to be removed.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Weights are no differences.</summary>
    [Parameter]
    public SwitchParameter KeepWeight { get; set; }

    /// <summary>
    /// The two are directors that take in each other's connections: their sync daemons are to fit together, not to be the same.
    /// </summary>
    [Parameter]
    public SwitchParameter Pair { get; set; }

    /// <summary>Writes the differences.</summary>
    private protected override void ProcessSource()
    {
        using ConfigurationTable desired = ReadSource();
        if (!Prune)
        {
            WarnOfClearing(desired, "With -Prune the services that the text does not name are differences.");
        }

        CurrentState present = FindReference();
        if (Pair)
        {
            desired.SyncDaemons = SyncDaemonPair.Counterparts(desired.SyncDaemons ?? [], present.ListSyncDaemons() ?? []);
        }

        WriteVerbose($"Comparing {Quantity.Of(desired.Services.Count, "service")}.");
        var options = new PlanOptions(Selection, Prune: Prune, KeepWeight: KeepWeight);
        ConfigurationPlan plan;
        try
        {
            plan = ConfigurationPlanner.Compare(desired, present, options, Track("Reading the IPVS table"));
        }
        catch (NetlinkException e) when (e.Error == Errno.EPERM && present is KernelState && ReadPublicTable(desired) is { } table)
        {
            plan = ConfigurationPlanner.Compare(desired, table, options, null);
        }

        WriteWhole(plan.Changes(present.NetNamespace).Select(change => new Objects.IpvsChange(change)));
    }

    /// <summary>The table as everybody may read it; null where the configuration is about more than services.</summary>
    private PublicTableState? ReadPublicTable(ConfigurationTable desired)
    {
        bool isOfServices = desired.Timeouts is null && desired.SyncDaemons is null && desired.Settings is null;
        IpvsProcTable? table = isOfServices ? NamespaceStack.With(Scope, netns => IpvsProcTable.TryRead(netns, Cancellation)) : null;
        if (table is null)
        {
            return null;
        }

        WriteWarning(
            "Asking the kernel's IPVS needs the capability CAP_NET_ADMIN in the initial user namespace, so this compares with what "
                + "/proc/net/ip_vs tells everybody. Not known, and taken to be as the configuration says: scheduler flags, persistence "
                + $"engines, thresholds and the details of tunnels. To compare all, {UserNamespace.RunAsRoot}"
        );
        return new PublicTableState(table, desired, Client.NetNamespace, Suspensions.Read());
    }

    private CurrentState FindReference()
    {
        string[] references = [nameof(ReferencePath), nameof(ReferenceObject), nameof(ReferenceSession)];
        string[] given = [.. references.Where(Parameters.IsGiven)];
        if (given.Length > 1)
        {
            throw new CommandException(
                ErrorIds.IpvsReferenceAmbiguous,
                ErrorCategory.InvalidArgument,
                $"{string.Join(" and ", given.Select(name => $"-{name}"))} name {given.Length} configurations: give one of them."
            );
        }

        return ReferencePath is not null
                ? new ConfigurationState(ConfigurationFiles.Read(ConfigurationFiles.Find(this, ReferencePath), null, WriteWarning))
            : ReferenceObject is not null ? new ConfigurationState(ConfigurationFiles.Check(ReferenceObject))
            : ReferenceSession is { } host
                ? new ConfigurationState(ConfigurationFiles.Check(_remote ??= RemoteConfiguration.Read(this, host)))
            : Kernel;
    }
}
