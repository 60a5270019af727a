namespace IpvsPS.Kubernetes;

/// <summary>What is listed and watched of an API server.</summary>
/// <param name="Path">Such as <c>/api/v1/services</c>.</param>
/// <param name="LabelSelector">Which of them by their labels; empty for all.</param>
/// <param name="FieldSelector">Which of them by their fields; empty for all.</param>
public sealed record WatchedResource(string Path, string LabelSelector = "", string FieldSelector = "")
{
    /// <summary>Services that have a cluster address and are not another proxy's.</summary>
    public static WatchedResource Services { get; } =
        new("/api/v1/services", "!service.kubernetes.io/service-proxy-name", "spec.clusterIP!=None");

    /// <summary>EndpointSlices of services with a cluster address.</summary>
    public static WatchedResource EndpointSlices { get; } =
        new("/apis/discovery.k8s.io/v1/endpointslices", "!service.kubernetes.io/headless");

    /// <summary>Every node: no service may take the address of any.</summary>
    public static WatchedResource Nodes { get; } = new("/api/v1/nodes");

    /// <summary>The ranges of cluster addresses.</summary>
    public static WatchedResource ServiceRanges { get; } = new("/apis/networking.k8s.io/v1/servicecidrs") { IsOptional = true };

    /// <summary>Whether servers may be without it: ranges of cluster addresses are objects since Kubernetes 1.33.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Its name as rights name it, such as <c>endpointslices.discovery.k8s.io</c>.</summary>
    public string Name
    {
        get
        {
            string[] parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts is ["apis", var group, _, var name] ? $"{name}.{group}" : parts[^1];
        }
    }

    /// <summary>The path with its selectors and more.</summary>
    internal string Query(string more)
    {
        string labels = LabelSelector.Length > 0 ? $"&labelSelector={Uri.EscapeDataString(LabelSelector)}" : string.Empty;
        string fields = FieldSelector.Length > 0 ? $"&fieldSelector={Uri.EscapeDataString(FieldSelector)}" : string.Empty;
        return $"{Path}?{more}{labels}{fields}";
    }
}

/// <summary>Takes what is listed and watched. It is called by one thread at a time for one resource.</summary>
public interface IResourceSink
{
    /// <summary>The whole list as it is now: what is not in it has gone.</summary>
    /// <param name="items">Its items, which are valid during the call only.</param>
    void Replace(IReadOnlyList<System.Text.Json.JsonElement> items);

    /// <summary>An object that came or changed.</summary>
    /// <param name="item">The object, which is valid during the call only.</param>
    void Put(System.Text.Json.JsonElement item);

    /// <summary>An object that went, as it was.</summary>
    /// <param name="item">The object, which is valid during the call only.</param>
    void Remove(System.Text.Json.JsonElement item);

    /// <summary>The server has accepted a watch from the last version that was seen: what comes from now on will be told.</summary>
    void Opened();

    /// <summary>What went wrong with the server; the watch goes on by itself.</summary>
    /// <param name="trouble">What it was.</param>
    void Tell(WatchTrouble trouble);
}

/// <summary>What can go wrong with a watch.</summary>
public enum WatchTroubleCode
{
    /// <summary>The server could not be reached, or the connection broke.</summary>
    Disconnected,

    /// <summary>Nothing came for longer than the server lets pass between two bookmarks.</summary>
    Silent,

    /// <summary>The server no longer knows the version that was seen last: everything is listed again.</summary>
    Expired,

    /// <summary>The server is at an earlier version than the one that was seen last, as after a restore from a backup: everything is
    /// listed again. The value says both.</summary>
    Restored,

    /// <summary>The server answered with an error; the value is its number.</summary>
    Refused,

    /// <summary>What came is not what an API server sends.</summary>
    Unreadable,

    /// <summary>The credential could not be had; the value says why.</summary>
    Unidentified,
}

/// <summary>Something that went wrong with a watch.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Value">The number of the answer, or what the reader says; empty where there is nothing.</param>
/// <param name="Pause">How long the watch waits before it tries again.</param>
public sealed record WatchTrouble(WatchTroubleCode Code, string Value, TimeSpan Pause)
{
    /// <summary>What the server itself says of it, such as why it refuses; empty where it says nothing.</summary>
    public string Words { get; init; } = string.Empty;
}
