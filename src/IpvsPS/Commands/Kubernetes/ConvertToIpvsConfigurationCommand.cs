using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Commands;

/// <summary>ConvertTo-IpvsConfiguration: what Kubernetes objects mean for a node's IPVS table, as a configuration.</summary>
[Cmdlet(VerbsData.ConvertTo, "IpvsConfiguration", DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(IpvsConfiguration))]
public sealed class ConvertToIpvsConfigurationCommand : KubernetesCommand
{
    private const string PodSet = "Pod";

    /// <summary>The address and port of one virtual service whose real servers are the piped pods.</summary>
    [Parameter(ParameterSetName = PodSet, Mandatory = true)]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public EndpointArgument VirtualAddress { get; set; }

    /// <summary>The pods' port.</summary>
    [Parameter(ParameterSetName = PodSet, Mandatory = true)]
    [ValidateRange(1, ushort.MaxValue)]
    public int TargetPort { get; set; }

    /// <summary>The virtual service's protocol.</summary>
    [Parameter(ParameterSetName = PodSet)]
    public IpvsProtocol Protocol { get; set; } = IpvsProtocol.Tcp;

    /// <summary>Writes the configuration.</summary>
    private protected override void ProcessObjects(NetNamespace? scope)
    {
        if (ParameterSetName == PodSet)
        {
            WriteObject(ClusterState.OfPods(Input, ReadService(), (ushort)TargetPort, Parameters.IsTyped(nameof(Scheduler)) ? Scheduler : "wlc"));
            Tell(Input.Events);
            return;
        }

        var cluster = new ClusterState(Input, ReadOptions(), ReadHost(scope, Cancellation));
        WriteObject(cluster.ToConfiguration());
        Tell(cluster.Events);
    }

    private IpvsServiceId ReadService()
    {
        bool isAddress = InetAddress.TryParse(VirtualAddress.Address ?? string.Empty, out InetAddress address);
        return isAddress && VirtualAddress.Port is > 0 and { } port
            ? IpvsServiceId.ForAddress(address, (ushort)port, Protocol)
            : throw new CommandException("IpvsKubernetesPortMissing", ErrorCategory.InvalidArgument,
                $"-VirtualAddress {VirtualAddress} has no port: give the address and the port that clients connect to, as in -VirtualAddress 10.0.0.185:80.");
    }
}
