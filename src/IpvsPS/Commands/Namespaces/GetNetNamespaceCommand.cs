using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Lists the network namespaces that have a name under /run/netns, and with -Process those that only processes hold.</summary>
[Cmdlet(VerbsCommon.Get, "NetNamespace", DefaultParameterSetName = "Named")]
[OutputType(typeof(NetNamespace))]
public sealed class GetNetNamespaceCommand : NetNamespaceCommand
{
    private const string ProcessView = "IpvsPS.NetNamespace#Process";

    private NamespaceProcesses? _processes;

    /// <summary>The names, or patterns of them. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Named")]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Tells the processes of each namespace, and lists, where no name is given, those without a name that processes are in.</summary>
    [Parameter(ParameterSetName = "Named")]
    public SwitchParameter Process { get; set; }

    /// <summary>Tells the one namespace in which this session's commands work where they are given no other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Current")]
    public SwitchParameter Current { get; set; }

    /// <summary>Lists.</summary>
    protected override void ProcessRecord()
    {
        if (Current)
        {
            WriteObject(NamespaceStack.Current.Top.Namespace);
            return;
        }

        if (Process && _processes is null)
        {
            WriteVerbose("Looking at the network namespace of every process (/proc/PID/ns/net).");
            _processes = NamespaceProcesses.Read();
        }

        foreach (string name in Name)
        {
            Attempt(name, () => Write(Select(name)));
        }

        if (Process && !IsNamed(nameof(Name)))
        {
            Attempt(null, () => Write(_processes!.Unnamed(NetNamespaceDirectory.List())));
        }
    }

    /// <summary>Says what could not be seen.</summary>
    protected override void EndProcessing()
    {
        if (_processes?.Hidden > 0)
        {
            WriteWarning($"{_processes.Hidden} process(es) of other users may not be looked at, and namespaces that only they hold are missing: run as root to see all.");
        }
    }

    private void Write(IEnumerable<NetNamespace> namespaces)
    {
        foreach (NetNamespace netns in namespaces)
        {
            var shown = new PSObject(netns);
            if (Process)
            {
                _processes!.Complete(netns);
                shown.TypeNames.Insert(0, ProcessView);
            }

            WriteObject(shown);
        }
    }

    /// <summary>A name may hold the characters of patterns, so it is looked for as it is first.</summary>
    private static IEnumerable<NetNamespace> Select(string name)
    {
        if (NetNamespaceDirectory.Find(name) is { } found)
        {
            return [found];
        }

        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            var pattern = new WildcardPattern(name);
            return NetNamespaceDirectory.List().Where(netns => pattern.IsMatch(netns.Name));
        }

        throw new NetNamespaceException(
            NetNamespaceError.NotFound,
            $"There is no network namespace '{name}' under {NetNamespace.Directory}. Get-NetNamespace without a name lists them; New-NetNamespace makes one.");
    }
}
