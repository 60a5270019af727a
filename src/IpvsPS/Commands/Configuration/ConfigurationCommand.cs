using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that work with whole configurations: which services they are about, and the kernel's table.</summary>
public abstract class ConfigurationCommand : IpvsTableCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    private ConfigurationScope? _selection;

    /// <summary>
    /// Only these services, by address, range of addresses, port or range of ports, or firewall mark: 10.96.0.0/12,
    /// *:443, FWM 5. Timeouts, daemons and settings are then left alone.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Include { get; set; }

    /// <summary>Not these services; written as those of -Include.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Exclude { get; set; }

    /// <summary>The services that -Include and -Exclude leave.</summary>
    private protected ConfigurationScope Selection => _selection ?? throw new InvalidOperationException("The selection is read in Begin.");

    /// <summary>The kernel's table in the namespace that is worked in now.</summary>
    private protected CurrentState Kernel => new KernelState(Client, OpenSettings, Suspensions.Read());

    /// <summary>What is remembered of suspended real servers in that namespace.</summary>
    private protected StateFile<SuspensionTable> Suspensions =>
        NamespaceStack.With(Scope, netns => SuspensionTable.File(StateDirectory.Default, netns.Identity));

    /// <summary>Says which real servers the configuration leaves suspended.</summary>
    private protected void SayWhatStaysSuspended(ConfigurationPlan plan) =>
        plan.StaySuspended.ForEach(server =>
            WriteWarning(
                $"{server} is suspended and keeps the weight 0, whatever the configuration says. "
                    + "Resume-IpvsRealServer gives its weight back."
            )
        );

    /// <summary>Writes a configuration or changes, so that all of them travels.</summary>
    private protected void WriteWhole(object whole)
    {
        SerializationDepth.Tell(this);
        WriteObject(whole, true);
    }

    /// <summary>Reads what the cmdlet is about; what is no pattern ends it.</summary>
    private protected override void Begin()
    {
        base.Begin();
        try
        {
            _selection = new ConfigurationScope(Include ?? [], Exclude ?? []);
        }
        catch (FormatException e)
        {
            throw new CommandException(ErrorIds.IpvsScopeInvalid, ErrorCategory.InvalidArgument, e.Message);
        }
    }

    /// <summary>Another connection with the same kernel, which no stop ends; the caller closes it.</summary>
    private protected IpvsClient Reconnect() => NamespaceStack.With(Scope, netns => IpvsClient.Open(netns, CancellationToken.None));

    private protected IpvsSettingsClient OpenSettings() =>
        NamespaceStack.With(Scope, netns => IpvsSettingsClient.Open(netns, CancellationToken.None));

    /// <summary>
    /// Writes in the midst of work. After a stop PowerShell throws out of whatever writes, and the work ends of its own accord
    /// between two batches, where it can say how far it has come.
    /// </summary>
    internal static void Tell(Action write)
    {
        try
        {
            write();
        }
        catch (PipelineStoppedException) { }
    }

    /// <summary>Shows how far long work is: nothing for the first moments.</summary>
    private protected Action<int, int> Track(string activity) => new ConfigurationProgress(this, activity).Report;
}
