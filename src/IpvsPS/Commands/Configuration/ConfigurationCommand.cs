using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that work with whole configurations: which services they are about, and the kernel's table.</summary>
public abstract class ConfigurationCommand : IpvsCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    private ConfigurationScope? _scope;

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
    private protected ConfigurationScope Scope => _scope ?? throw new InvalidOperationException("The scope is read in BeginProcessing.");

    /// <summary>The kernel's table in the namespace that the parameters name now.</summary>
    private protected CurrentState Kernel => new KernelState(Client, OpenSettings, ReadSuspensions());

    /// <summary>What is remembered of suspended real servers in that namespace.</summary>
    private protected StateFile<SuspensionTable> Suspensions =>
        NamespaceStack.With(NetNamespace, netns => SuspensionTable.File(StateDirectory.Default, netns.Identity));

    /// <summary>Says which real servers the configuration leaves suspended.</summary>
    private protected void SayWhatStaysSuspended(ConfigurationPlan plan) =>
        plan.StaySuspended.ForEach(server =>
            WriteWarning(
                $"{server} is suspended and keeps the weight 0, whatever the configuration says. Resume-IpvsRealServer gives "
                    + "its weight back."
            )
        );

    /// <exception cref="CommandException">What is suspended cannot be known, and must not get its weight back by mistake.</exception>
    private SuspensionTable? ReadSuspensions()
    {
        try
        {
            return Suspensions.Read();
        }
        catch (StateException e)
        {
            throw DrainErrors.ToCommandException(e);
        }
    }

    /// <summary>Reads what the cmdlet is about; what is no pattern ends it.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _scope = new ConfigurationScope(Include ?? [], Exclude ?? []);
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(new CommandException("IpvsScopeInvalid", ErrorCategory.InvalidArgument, e.Message).ToErrorRecord(null));
        }
    }

    /// <summary>Another connection with the same kernel, which no stop ends; the caller closes it.</summary>
    private protected IpvsClient Reconnect() => NamespaceStack.With(NetNamespace, netns => IpvsClient.Open(netns, CancellationToken.None));

    private protected IpvsSettingsClient OpenSettings() =>
        NamespaceStack.With(NetNamespace, netns => IpvsSettingsClient.Open(netns, CancellationToken.None));

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
