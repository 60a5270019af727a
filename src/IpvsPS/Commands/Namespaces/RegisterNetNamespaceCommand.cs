using System.Globalization;
using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Gives the network namespace of a process or a container a name, as ip netns attach does.</summary>
[Cmdlet(VerbsLifecycle.Register, "NetNamespace", SupportsShouldProcess = true, DefaultParameterSetName = "Process")]
[OutputType(typeof(Objects.NetNamespace))]
public sealed class RegisterNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The process whose namespace gets the name. A piped number, text of digits, process or namespace with processes gives
    /// it.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = "Process"
    )]
    [ArgumentConversion(typeof(int))]
    [Alias("Id", "Pid")]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NetNamespaceProcessCompleter))]
    public int ProcessId { get; set; }

    /// <summary>
    /// The container whose namespace gets the name: its id or the beginning of it, 4 digits or more. Docker,
    /// containerd, CRI-O and Podman containers are found, by the control groups of their processes.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Container")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public string ContainerId { get; set; } = string.Empty;

    /// <summary>The name to give. Without it, the process id. It is not taken from the pipeline: a process's name names many.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Gives the name.</summary>
    private protected override void Work()
    {
        bool isContainer = ParameterSetName == "Container";
        TryInput(
            isContainer ? ContainerId : ProcessId,
            () =>
            {
                int process = isContainer ? ContainerProcess.Find(ContainerId) : ProcessId;
                if (isContainer)
                {
                    WriteVerbose($"The container {ContainerId} began with process {process}.");
                }

                Register(process, Name ?? process.ToString(CultureInfo.InvariantCulture));
            }
        );
    }

    private void Register(int process, string name)
    {
        using var handle = NetNamespaceHandle.Open(new NetNamespace { Path = FormattableString.Invariant($"/proc/{process}/ns/net") });
        NetNamespaceDirectory.ThrowIfTaken(name);
        if (ShouldProcess(name, $"Register network namespace of process {process}"))
        {
            WriteVerbose($"Binding the network namespace of process {process} on {NetNamespace.Directory}/{name} (mount).");
            WriteObject(new Objects.NetNamespace(NetNamespaceDirectory.Register(handle, name)));
            Changes.Add();
        }
    }
}
