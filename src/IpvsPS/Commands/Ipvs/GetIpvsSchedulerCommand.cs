using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsScheduler: the schedulers that the running kernel has.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsScheduler")]
[OutputType(typeof(Objects.IpvsScheduler))]
public sealed class GetIpvsSchedulerCommand : CancellableCommand
{
    private List<IpvsKernelScheduler>? _schedulers;

    /// <summary>Schedulers by name, with wildcards; all of them unless given. A service's is taken from the pipeline.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(IpvsSchedulerCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Scheduler { get; set; }

    /// <summary>Writes the schedulers asked for.</summary>
    private protected override void Process()
    {
        if (Scheduler is not { Length: > 0 } given)
        {
            Known().ForEach(Write);
            return;
        }

        ForEach(given, Find);
    }

    private void Find(NameArgument name)
    {
        string text = name.ToString();
        bool isPattern = !Parameters.IsPiped(nameof(Scheduler)) && WildcardPattern.ContainsWildcardCharacters(text);
        var pattern = new WildcardPattern(
            isPattern ? text : WildcardPattern.Escape(text),
            WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant
        );
        List<IpvsKernelScheduler> found = Known().FindAll(scheduler => pattern.IsMatch(scheduler.Name));
        if (found.Count == 0 && !isPattern)
        {
            throw new CommandException(
                ErrorIds.IpvsSchedulerNotFound,
                ErrorCategory.ObjectNotFound,
                $"The kernel has no scheduler '{text}'. Its module would be ip_vs_{text}; Get-IpvsScheduler lists those there are."
            );
        }

        found.ForEach(Write);
    }

    private List<IpvsKernelScheduler> Known()
    {
        if (_schedulers is null)
        {
            WriteVerbose($"Looking for the modules ip_vs_* in /sys/module and {IpvsSchedulerModules.Directory}.");
            _schedulers = IpvsSchedulerModules.List();
            if (!Directory.Exists(IpvsSchedulerModules.Directory))
            {
                WriteWarning(
                    $"{IpvsSchedulerModules.Directory} is not there, as in a container: "
                        + "schedulers whose modules are not loaded yet, or that are built in, may be missing here."
                );
            }
        }

        return _schedulers;
    }

    private void Write(IpvsKernelScheduler scheduler) => WriteObject(new Objects.IpvsScheduler(scheduler));
}
