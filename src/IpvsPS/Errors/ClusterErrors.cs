using System.Management.Automation;
using IpvsPS.Kubernetes;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Errors;

/// <summary>Words for what is wrong with the way to an API server.</summary>
internal static class ClusterErrors
{
    /// <summary>Of what a server or a program says, so many characters are shown.</summary>
    private const int LongestWords = 300;

    /// <summary>Does what asks the API server.</summary>
    /// <exception cref="CommandException">In words, what was wrong with the way to it.</exception>
    /// <param name="work">What asks.</param>
    /// <param name="isOfKubeProxy">Whether what is read is a configuration of kube-proxy, and no kubeconfig.</param>
    public static T Try<T>(Func<T> work, bool isOfKubeProxy = false)
    {
        try
        {
            return work();
        }
        catch (ApiException e)
        {
            throw ToCommandException(e, isOfKubeProxy);
        }
    }

    /// <summary>The words.</summary>
    /// <param name="refusal">What is wrong.</param>
    /// <param name="isOfKubeProxy">Whether it is wrong with a configuration of kube-proxy.</param>
    private static CommandException ToCommandException(ApiException refusal, bool isOfKubeProxy)
    {
        string field = ServiceProxyEvent.Show(refusal.Field);
        string value = Show(refusal.Value);
        (string id, ErrorCategory category, string message) = refusal.Error switch
        {
            ApiError.FileMissing or ApiError.KubeconfigInvalid when isOfKubeProxy => OfKubeProxy(refusal.Error, field, value),
            ApiError.FileMissing => (
                "IpvsKubernetesFileMissing",
                ErrorCategory.ObjectNotFound,
                $"'{value}' is not there, or may not be read: give -Kubeconfig a file that kubectl works with, and look at the files it "
                    + "names."
            ),
            ApiError.KubeconfigInvalid => (
                "IpvsKubernetesKubeconfigInvalid",
                ErrorCategory.InvalidData,
                $"{field} {value}. kubectl config view --kubeconfig FILE shows what kubectl reads."
            ),
            ApiError.ContextMissing => (
                "IpvsKubernetesContextMissing",
                ErrorCategory.ObjectNotFound,
                value.Length == 0
                    ? "The kubeconfig has no current context: name one with -Context, as kubectl config get-contexts lists them."
                    : $"The kubeconfig has no context '{value}'{(field.Length > 0 ? $", but {field}" : string.Empty)}: correct -Context."
            ),
            ApiError.EntryMissing => (
                "IpvsKubernetesKubeconfigInvalid",
                ErrorCategory.InvalidData,
                $"The kubeconfig has no {field} '{value}', which its context names."
            ),
            ApiError.CertificateInvalid => (
                "IpvsKubernetesCertificateInvalid",
                ErrorCategory.SecurityError,
                $"{field}: the certificate or its key cannot be used: {value}"
            ),
            ApiError.PluginFailed => (
                "IpvsKubernetesPluginFailed",
                ErrorCategory.AuthenticationError,
                $"The program '{field}' of the kubeconfig gave no credential: {value}. Run it by hand."
            ),
            _ => OfServer(refusal.Error, field, value),
        };
        string words = Show(refusal.Words);
        return new CommandException(id, category, words.Length > 0 ? $"{message} It says: {words}" : message);
    }

    private static (string Id, ErrorCategory Category, string Message) OfKubeProxy(ApiError error, string field, string value) =>
        error == ApiError.FileMissing
            ? (
                "IpvsKubernetesFileMissing",
                ErrorCategory.ObjectNotFound,
                $"'{value}' is not there, or may not be read: give -KubeProxyConfiguration a file that holds the key config.conf of "
                    + "kube-proxy's ConfigMap."
            )
            : (
                "IpvsKubernetesKubeconfigInvalid",
                ErrorCategory.InvalidData,
                $"-KubeProxyConfiguration: {field} {value}. kubectl -n kube-system get configmap kube-proxy -o yaml shows what "
                    + "kube-proxy reads."
            );

    /// <summary>What a server or a program says, as it may be shown.</summary>
    public static string Show(string words) => ServiceProxyEvent.Show(words, LongestWords);

    private static (string Id, ErrorCategory Category, string Message) OfServer(ApiError error, string field, string value) =>
        error switch
        {
            ApiError.NotInCluster => (
                "IpvsKubernetesClusterMissing",
                ErrorCategory.ObjectNotFound,
                $"No cluster is named, and this is no pod: there is no token in {value}. Give -Kubeconfig a file."
            ),
            ApiError.Unreachable => (
                "IpvsKubernetesServerUnreachable",
                ErrorCategory.ConnectionError,
                $"The API server cannot be reached: {value}. It must be named by an address that needs no service of this node: give "
                    + "-Server https://ADDRESS:6443."
            ),
            ApiError.Untrusted => (
                "IpvsKubernetesServerUntrusted",
                ErrorCategory.SecurityError,
                $"The API server's certificate is not trusted: {value} The kubeconfig's certificate-authority must have signed it, for "
                    + "the name or address that the server is called by."
            ),
            ApiError.Unauthorized => (
                "IpvsKubernetesUnauthorized",
                ErrorCategory.AuthenticationError,
                "The API server does not know who asks (401): the token or the certificate of the kubeconfig is not, or no longer, good."
            ),
            ApiError.Forbidden => (
                "IpvsKubernetesForbidden",
                ErrorCategory.PermissionDenied,
                $"The API server does not allow to {field} {value}: bind the ClusterRole system:node-proxier to whoever asks."
            ),
            ApiError.ResourceMissing => (
                "IpvsKubernetesResourceMissing",
                ErrorCategory.NotImplemented,
                $"The API server has no {value}: it must be Kubernetes 1.21 or later, which has discovery.k8s.io/v1."
            ),
            ApiError.NodeUnknown => (
                "IpvsKubernetesNodeUnknown",
                ErrorCategory.ObjectNotFound,
                $"The cluster has no Node '{value}': give -NodeName the name of this machine, as kubectl get nodes lists it."
            ),
            _ => (
                "IpvsKubernetesServerRefused",
                ErrorCategory.InvalidResult,
                $"The API server answered for {field} with {value}. What answers there may be no API server: correct -Server."
            ),
        };
}
