using System.Management.Automation;
using IpvsPS.Ipvs;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsKubernetesService: the IPVS table with Kubernetes names, beside what the services want.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsKubernetesService")]
[OutputType(typeof(IpvsKubernetesService))]
public sealed class GetIpvsKubernetesServiceCommand : KubernetesCommand
{
    /// <summary>Writes a row for each real server.</summary>
    private protected override void ProcessObjects(NetNamespace? scope)
    {
        var cluster = new ClusterState(Input, ReadOptions(), ReadHost(scope, Cancellation));
        IpvsClient client = Keep(NamespaceStack.With(scope, netns => IpvsClient.Open(netns, Cancellation)));
        foreach (ServiceProxyRow row in cluster.Rows(client))
        {
            WriteObject(new IpvsKubernetesService(row, client.NetNamespace));
        }

        Tell(cluster.Events);
    }
}
