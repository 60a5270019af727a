using IpvsPS.Errors;
using IpvsPS.ServiceProxy.Live;

namespace IpvsPS.Commands;

/// <summary>Words for what happens while services are kept.</summary>
internal static class KubernetesEventWords
{
    /// <summary>Why, or what of an object cannot be done; empty where the change says it all.</summary>
    public static string Of(ServiceProxyHappening happened) =>
        happened switch
        {
            { Problem: { Code: ServiceProxy.ServiceProxyEventCode.ForeignDrop } told } =>
                $"The chain {told.Object} drops by default what passes {told.Field.ToUpperInvariant()}: connections can end " + "there.",
            { Problem: { } problem } => KubernetesErrors.Describe(problem).Exception.Message,
            { Refusal: { } refusal } => KubernetesErrors.Describe(refusal).Exception.Message,
            { Failure: { } failure } => ErrorRecords.From(failure, null, IpvsErrors.Describe)?.Exception.Message ?? failure.Message,
            { Kind: ServiceProxyHappeningKind.Synced } =>
                $"{Quantity.Of(happened.ServiceCount, "virtual service")} of the cluster: the node holds what they want.",
            _ => string.Empty,
        };
}
