using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>Something that Watch-IpvsKubernetesService has done, or found.</summary>
public sealed class IpvsKubernetesEvent
{
    /// <summary>Makes an event, to be filled in.</summary>
    public IpvsKubernetesEvent() { }

    internal IpvsKubernetesEvent(ServiceProxyHappening happened, IpvsPS.NetNamespace? netns)
    {
        Time = TimeText.Exact(happened.Time.UtcDateTime);
        Kind = happened.Kind;
        if (happened.Change is { } change)
        {
            Action = change.Action;
            Item = change.Item;
            Target = change.Target;
            Service = change.Service;
            Details = change.Details;
        }

        Target = happened.Problem?.Object ?? happened.Refusal?.Target ?? Target;
        NetNamespace = NetNamespaceText.Of(netns) ?? string.Empty;
    }

    /// <summary>When, in ISO 8601 and UTC.</summary>
    public string Time { get; set; } = string.Empty;

    /// <summary>What has happened.</summary>
    public ServiceProxyHappeningKind Kind { get; set; }

    /// <summary>What was done; null where it is about no change.</summary>
    public ServiceProxyAction? Action { get; set; }

    /// <summary>What it was done to; null where it is about no change.</summary>
    public ServiceProxyItem? Item { get; set; }

    /// <summary>Which one, such as <c>TCP 10.96.0.10:53</c>, or the object that is wrong; empty where it is about none.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>The Kubernetes service that it is for, as <c>namespace/name</c>; empty where it is for none or for all.</summary>
    public string Service { get; set; } = string.Empty;

    /// <summary>The settings that it gets; empty where there are none.</summary>
    public string Details { get; set; } = string.Empty;

    /// <summary>Why, in words; empty where the change says it all.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <summary>How many events before this one were dropped, since they were not read in time.</summary>
    public int Dropped { get; set; }

    /// <summary>The network namespace; empty for the home namespace.</summary>
    public string NetNamespace { get; set; } = string.Empty;

    /// <summary>What has happened, in words.</summary>
    /// <returns><c>Changed Add Service TCP 10.96.0.10:53</c>.</returns>
    public override string ToString() =>
        string.Join(' ', new[] { $"{Kind}", $"{Action}", $"{Item}", Target }.Where(word => word.Length > 0));
}
