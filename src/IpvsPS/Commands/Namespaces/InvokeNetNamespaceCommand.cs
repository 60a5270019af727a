using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Runs a script block or a native program in a network namespace.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "NetNamespace", DefaultParameterSetName = "Named")]
[OutputType(typeof(object))]
public sealed class InvokeNetNamespaceCommand : NetNamespaceCommand
{
    // A session state of its own keeps these variables from the block, which sees its own and its caller's.
    private static readonly ScriptBlock Runner = new PSModuleInfo(linkToGlobal: false).NewBoundScriptBlock(
        ScriptBlock.Create("param($Block, $Arguments, $Sink, $Stay) & $Block @Arguments | & $Sink -Stay $Stay")
    );

    private static readonly CmdletInfo Sink = new("Write-OutsideNetNamespace", typeof(WriteOutsideNetNamespaceCommand));

    /// <summary>The namespaces, one after the other: names, paths, process ids, or namespaces.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Named")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NamedFile")]
    [NetNamespaceConversion]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NetNamespaceArgument[] NetNamespace { get; set; } = [];

    // Not the parameter above: PowerShell would take a script block in the first place for a way to compute it.
    /// <summary>A namespace from the pipeline, or a row that was one; the script block or the program runs once in each.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Piped")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "PipedFile")]
    [NetNamespaceConversion(IsWholeObject = true)]
    [ValidateNotNullOrEmpty]
    public NetNamespaceArgument[] InputObject { get; set; } = [];

    /// <summary>What to run there. It sees the variables of its caller, and runs on the same thread.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Named")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Piped")]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = ScriptBlock.Create(string.Empty);

    /// <summary>
    /// A native program to run there as ip netns exec does: with the /sys of the namespace, and with the files of
    /// /etc/netns/NAME in place of those of /etc. Its output comes line by line, and $LASTEXITCODE has its exit code.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "NamedFile")]
    [Parameter(Mandatory = true, ParameterSetName = "PipedFile")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NativeProgramCompleter))]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>The arguments of the script block, its parameters in order or $args; or those of the program.</summary>
    [Parameter(Position = 2, ParameterSetName = "Named")]
    [Parameter(Position = 1, ParameterSetName = "Piped")]
    [Parameter(Position = 1, ParameterSetName = "NamedFile")]
    [Parameter(ParameterSetName = "PipedFile")]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>Gives the program the terminal: it may be a shell or an editor, and nothing of it goes down the pipeline.</summary>
    [Parameter(ParameterSetName = "NamedFile")]
    [Parameter(ParameterSetName = "PipedFile")]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Runs the block or the program, once a namespace.</summary>
    private protected override void Work()
    {
        NetNamespaceArgument[] arguments = ParameterSetName.StartsWith("Piped", StringComparison.Ordinal) ? InputObject : NetNamespace;
        bool isProgram = ParameterSetName.EndsWith("File", StringComparison.Ordinal);
        ForEach(
            arguments,
            argument =>
            {
                NetNamespace netns = InputObject.Length > 0 ? argument.Namespace : argument.RequireNotEmpty();
                if (isProgram)
                {
                    RunProgram(netns);
                }
                else
                {
                    RunBlock(netns);
                }
            }
        );
    }

    private void RunProgram(NetNamespace netns)
    {
        var program = new NativeProgram(this, FilePath, ArgumentList, Interactive);
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(netns);
        WriteVerbose(
            $"Starting {program.Path} in the network namespace '{netns}' (setns), with its own mounts (unshare), its own /sys, "
                + "and the files of /etc/netns if it has any."
        );
        program.Run(handle, Cancellation);
    }

    private void RunBlock(NetNamespace netns)
    {
        NamespaceStack stack = NamespaceStack.Current;
        NetNamespaceStay stay = stack.EnterBlock(NetNamespaceHandle.Open(netns));
        try
        {
            WriteVerbose($"This thread is in the network namespace '{netns}' (setns) while the script block runs.");
            Run(stay);
        }
        finally
        {
            DoOrEnd(netns, () => stack.LeaveBlock(stay));
        }
    }

    private void Run(NetNamespaceStay stay)
    {
        using SteppablePipeline pipeline = Runner.GetSteppablePipeline(CommandOrigin.Internal, [ScriptBlock, ArgumentList, Sink, stay]);
        pipeline.Begin(expectInput: false, (EngineIntrinsics)GetVariableValue("ExecutionContext"));
        pipeline.Process();
        pipeline.End();
    }
}
