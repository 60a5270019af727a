using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Runs a script block in a network namespace.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "NetNamespace", DefaultParameterSetName = "Named")]
[OutputType(typeof(object))]
public sealed class InvokeNetNamespaceCommand : NetNamespaceCommand
{
    // A session state of its own keeps these variables from the block, which sees its own and its caller's.
    private static readonly ScriptBlock Runner = new PSModuleInfo(linkToGlobal: false).NewBoundScriptBlock(
        ScriptBlock.Create("param($Block, $Arguments, $Sink, $Entered) & $Block @Arguments | & $Sink -Entered $Entered"));

    private static readonly CmdletInfo Sink = new("Write-OutsideNetNamespace", typeof(WriteOutsideNetNamespaceCommand));

    /// <summary>The namespace: a name, a path, a process id or an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Named")]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public NetNamespace NetNamespace { get; set; } = new();

    // Not the parameter above: PowerShell would take a script block in the first place for a way to compute it.
    /// <summary>A namespace from the pipeline; the script block runs once in each.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Piped")]
    [ValidateNotNull]
    public NetNamespace InputObject { get; set; } = new();

    /// <summary>What to run there. It sees the variables of its caller, and runs on the same thread.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Named")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Piped")]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create(string.Empty);

    /// <summary>The arguments of the script block: its parameters in order, or $args.</summary>
    [Parameter(Position = 2, ParameterSetName = "Named")]
    [Parameter(Position = 1, ParameterSetName = "Piped")]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>Runs the block, once a namespace.</summary>
    protected override void ProcessRecord()
    {
        NetNamespace space = ParameterSetName == "Piped" ? InputObject : NetNamespace;
        NamespaceStack stack = NamespaceStack.Current;
        EnteredNamespace? entered = null;
        if (!Attempt(space, () => entered = stack.EnterBlock(NetNamespaceHandle.Open(space))))
        {
            return;
        }

        try
        {
            WriteVerbose($"This thread is in the network namespace '{space}' (setns) while the script block runs.");
            Run(entered!);
        }
        finally
        {
            AttemptOrEnd(space, () => stack.LeaveBlock(entered!));
        }
    }

    private void Run(EnteredNamespace entered)
    {
        using SteppablePipeline pipeline = Runner.GetSteppablePipeline(
            CommandOrigin.Internal, [ScriptBlock, ArgumentList, Sink, entered]);
        pipeline.Begin(expectInput: false, (EngineIntrinsics)GetVariableValue("ExecutionContext"));
        pipeline.Process();
        pipeline.End();
    }
}
