using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Lists the network namespaces that have a name under /run/netns, and with -Process those that only processes hold.</summary>
[Cmdlet(VerbsCommon.Get, "NetNamespace", DefaultParameterSetName = "Named")]
[OutputType(typeof(Objects.NetNamespace))]
public sealed class GetNetNamespaceCommand : NetNamespaceCommand
{
    private const string ProcessView = "IpvsPS.Objects.NetNamespace#Process";

    private NamespaceProcesses? _processes;

    /// <summary>The names, or, typed, patterns of them. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Named")]
    [NetNamespaceConversion(TakesNames = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public NetNamespaceArgument[]? Name { get; set; }

    /// <summary>Tells the processes of each namespace, and lists, where no name is given, those without a name that processes are
    /// in.</summary>
    [Parameter(ParameterSetName = "Named")]
    public new SwitchParameter Process { get; set; }

    /// <summary>Tells the one namespace in which this session's commands work where they are given no other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Current")]
    public SwitchParameter Current { get; set; }

    /// <summary>Lists.</summary>
    private protected override void Work()
    {
        if (Current)
        {
            WriteObject(new Objects.NetNamespace(NamespaceStack.Current.Top.Namespace));
            return;
        }

        if (Process && _processes is null)
        {
            WriteVerbose("Looking at the network namespace of every process (/proc/PID/ns/net).");
            _processes = NamespaceProcesses.Read();
        }

        if (Name is null)
        {
            List<NetNamespace> named = NetNamespaceDirectory.List();
            Write(named);
            Write(_processes?.Unnamed(named) ?? []);
            return;
        }

        ForEach(Name, argument => Write(Select(argument)));
    }

    /// <summary>Says what could not be seen.</summary>
    private protected override void End()
    {
        if (_processes?.IsPartial == true)
        {
            WriteWarning(
                "/proc hides the processes of other users here (hidepid), and namespaces that only they hold are missing: run "
                    + "as root to see all."
            );
        }
        else if (_processes?.Hidden > 0)
        {
            WriteWarning(
                $"{_processes.Hidden} process(es) of other users may not be looked at, and namespaces that only they hold are "
                    + "missing: run as root to see all."
            );
        }
    }

    private void Write(IEnumerable<NetNamespace> namespaces)
    {
        foreach (NetNamespace netns in namespaces)
        {
            _processes?.Complete(netns);
            var shown = new PSObject(new Objects.NetNamespace(netns));
            if (Process)
            {
                shown.TypeNames.Insert(0, ProcessView);
            }

            WriteObject(shown);
        }
    }

    /// <summary>A name may hold the characters of patterns, so it is looked for as it is first.</summary>
    private IEnumerable<NetNamespace> Select(NetNamespaceArgument argument)
    {
        string name = argument.RequireName();
        if (NetNamespaceDirectory.Find(name) is { } found)
        {
            return argument.Namespace.Inode == 0 || found.IsSame(argument.Namespace)
                ? [found]
                : throw new NetNamespaceException(
                    NetNamespaceError.Changed,
                    $"The network namespace '{name}' is not the one this object came from: its name has been given to another."
                );
        }

        if (Parameters.IsTyped(nameof(Name)) && WildcardPattern.ContainsWildcardCharacters(name))
        {
            var pattern = new WildcardPattern(name, WildcardOptions.CultureInvariant);
            return NetNamespaceDirectory.List().Where(netns => pattern.IsMatch(netns.Name));
        }

        throw new NetNamespaceException(
            NetNamespaceError.NotFound,
            $"There is no network namespace '{name}' under {NetNamespace.Directory}."
        );
    }
}
