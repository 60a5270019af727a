using IpvsPS.Errors;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;

namespace IpvsPS.Commands;

/// <summary>Words for what happens while services are made and kept.</summary>
internal static class KubernetesEventWords
{
    /// <summary>Words for what is about the machine and no object; null for any other.</summary>
    public static string? OfMachine(ServiceProxyEvent told) =>
        told.Code switch
        {
            ServiceProxyEventCode.ForeignDrop =>
                $"The chain {told.Object} drops by default what passes {told.Field.ToUpperInvariant()}: connections to services can "
                    + "end there, which the table ipvsps cannot undo. Accept them there, or change that policy.",
            ServiceProxyEventCode.ForeignUnread when told.Field == "nftables" =>
                $"Whether chains of nftables drop connections to services is not known ({told.Value}): nft list chains, as root, shows "
                    + "those that have the policy drop.",
            ServiceProxyEventCode.ForeignUnread =>
                $"Legacy iptables has tables here, and whether they drop connections to services is not known ({told.Value}): install "
                    + "the package iptables, or look with the program that made them.",
            ServiceProxyEventCode.NodeElsewhere =>
                $"{told.Object} has {told.Value}, and no link of this machine has any of them: it may be another machine, whose endpoints "
                    + "and node ports are taken for this one's. Give -NodeName the name of this one, as kubectl get nodes -o wide lists "
                    + "it, or give this machine the node's address with Add-NetLinkAddress.",
            ServiceProxyEventCode.TrackingMayEnd =>
                "The services here were made with -Masquerade None. Where no rule of others needs connection tracking, the kernel stops it "
                    + "with kube-proxy's last chain, and connections that kube-proxy has masqueraded break: wait until they have ended.",
            _ => null,
        };

    /// <summary>Why, or what of an object cannot be done; empty where the change says it all.</summary>
    public static string Of(ServiceProxyHappening happened) =>
        happened switch
        {
            { Problem: { } problem } => OfMachine(problem) ?? KubernetesErrors.Describe(problem).Exception.Message,
            { Refusal: { } refusal } => KubernetesErrors.Describe(refusal).Exception.Message,
            { Failure: { } failure } => ErrorRecords.From(failure, null, IpvsErrors.Describe)?.Exception.Message ?? failure.Message,
            { Kind: ServiceProxyHappeningKind.Synced } =>
                $"{Quantity.Of(happened.ServiceCount, "virtual service")} of the cluster: the node holds what they want.",
            _ => string.Empty,
        };
}
