using System.Management.Automation;
using IpvsPS.Firewall;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;

namespace IpvsPS.Errors;

/// <summary>Words for what is wrong with Kubernetes objects, and for what their services cannot have.</summary>
internal static class KubernetesErrors
{
    public static ErrorRecord Describe(ServiceProxyEvent told)
    {
        string item = told.Object.Length > 0 ? told.Object : "An object";
        string place = told.Field.Length > 0 ? $"{item}: {told.Field}" : item;
        (string id, ErrorCategory category, string message) = told.Code switch
        {
            ServiceProxyEventCode.JsonInvalid => (
                "IpvsKubernetesJsonInvalid",
                ErrorCategory.InvalidData,
                $"The text is no JSON: {told.Value}. Pipe what kubectl get services,endpointslices -A -o json prints."
            ),
            ServiceProxyEventCode.KindUnknown => (
                "IpvsKubernetesKindUnknown",
                ErrorCategory.InvalidType,
                $"{place} is '{told.Value}': Service, EndpointSlice, Node, ServiceCIDR and Pod are read."
            ),
            ServiceProxyEventCode.VersionUnknown => (
                "IpvsKubernetesVersionUnknown",
                ErrorCategory.InvalidType,
                $"{place} is '{told.Value}', which is not read. Ask the API server for another: kubectl get {ResourceOf(told.Object)} "
                    + "-A -o json."
            ),
            ServiceProxyEventCode.FieldInvalid => (
                "IpvsKubernetesFieldInvalid",
                ErrorCategory.InvalidData,
                $"{place} cannot be {told.Value}: it takes {told.Takes}. The object was left out."
            ),
            ServiceProxyEventCode.EntryInvalid => (
                "IpvsKubernetesEntryInvalid",
                ErrorCategory.InvalidData,
                $"{place} cannot be '{told.Value}': it takes {told.Takes}. That entry was left out, and the rest of the object is used."
            ),
            ServiceProxyEventCode.AddressOfNode => (
                "IpvsKubernetesAddressOfNode",
                ErrorCategory.ResourceExists,
                $"{place} has {told.Value}, which is the address of a node: as a virtual address it would cut that node off. It "
                    + "was left out: give the service another."
            ),
            ServiceProxyEventCode.AddressOfPods => (
                "IpvsKubernetesAddressOfPods",
                ErrorCategory.ResourceExists,
                $"{place} has {told.Value}, which lies in a range of pods. It was left out: give the service another."
            ),
            ServiceProxyEventCode.AddressReserved => (
                "IpvsKubernetesAddressReserved",
                ErrorCategory.ResourceExists,
                $"{place} has {told.Value}, which -ReservedAddress keeps from services. It was left out: give the service another, or "
                    + "correct -ReservedAddress."
            ),
            ServiceProxyEventCode.AddressUnusable => (
                "IpvsKubernetesAddressUnusable",
                ErrorCategory.InvalidData,
                $"{place} has {told.Value}, which no client can connect to. It was left out: give the service another."
            ),
            _ => DescribeClash(told, place),
        };
        return new CommandException(id, category, message).ToErrorRecord(told.Object);
    }

    public static ErrorRecord Describe(ServiceProxyRefusal refusal) =>
        IpvsErrors.Describe(refusal.Refusal, refusal.Target) ?? KernelErrors.Describe(refusal.Refusal, refusal.Target);

    public static ErrorRecord Describe(FirewallException refusal, object? target) =>
        (
            refusal.Error switch
            {
                FirewallError.ProgramMissing => new CommandException(
                    "IpvsFirewallProgramMissing",
                    ErrorCategory.NotInstalled,
                    "There is no program nft, which the table ipvsps of the packet filter needs: install the package nftables "
                        + "(apt-get install nftables, dnf install nftables). Nothing was changed. A node that has never had that "
                        + "table does without it by -Masquerade None."
                ),
                FirewallError.TimedOut => new CommandException(
                    "IpvsFirewallTimeout",
                    ErrorCategory.OperationTimeout,
                    "nft gave no answer within a minute, and was ended. Try again; the same command makes all right."
                ),
                _ => new CommandException(
                    "IpvsFirewallRefused",
                    ErrorCategory.InvalidOperation,
                    $"nft refused the table ipvsps: {refusal.Answer} None of that transaction is done."
                ),
            }
        ).ToErrorRecord(target);

    /// <summary>What kubectl calls the version that is read of an object's kind.</summary>
    private static string ResourceOf(string item) =>
        item.Split(' ')[0] switch
        {
            "Service" => "services.v1.",
            "Node" => "nodes.v1.",
            "Pod" => "pods.v1.",
            "ServiceCIDR" => "servicecidrs.v1.networking.k8s.io",
            _ => "endpointslices.v1.discovery.k8s.io",
        };

    private static (string Id, ErrorCategory Category, string Message) DescribeClash(ServiceProxyEvent told, string place) =>
        told.Code switch
        {
            ServiceProxyEventCode.ServiceClash => (
                "IpvsKubernetesServiceClash",
                ErrorCategory.ResourceExists,
                $"{told.Object} wants {told.Field}, which the older service {told.Value} has. It gets it when that one has gone: "
                    + "change one of them."
            ),
            ServiceProxyEventCode.ForeignService => (
                "IpvsKubernetesForeignService",
                ErrorCategory.ResourceExists,
                $"{told.Object} wants {told.Field}, which is there with other settings and not this module's: {told.Value}. It "
                    + "was left alone. Remove it with Remove-IpvsService, and sync again."
            ),
            ServiceProxyEventCode.FilterNeeded => (
                "IpvsKubernetesFilterNeeded",
                ErrorCategory.InvalidOperation,
                $"{place} needs the packet filter, which -Masquerade None leaves off: the service was not made. "
                    + "-AllowUnfiltered makes it all the same."
            ),
            ServiceProxyEventCode.RangeOfNode => (
                "IpvsKubernetesRangeOfNode",
                ErrorCategory.InvalidArgument,
                $"The service range {told.Value} holds an address of a node, or overlaps a network of this machine or pods, and was "
                    + "not routed to this machine. Correct -ServiceRange or the ServiceCIDR object."
            ),
            ServiceProxyEventCode.HealthCheckPortTaken => (
                "IpvsKubernetesHealthCheckPortTaken",
                ErrorCategory.ResourceExists,
                $"{place} cannot be listened on: {told.Value}. Load balancers are not told of this node's endpoints; it is tried again."
            ),
            _ => (
                "IpvsKubernetesHealthCheckPortMissing",
                ErrorCategory.InvalidData,
                $"{place} is 0: a load balancer cannot ask this node for local endpoints of the service. Give it a free port: "
                    + "kubectl edit service."
            ),
        };
}
