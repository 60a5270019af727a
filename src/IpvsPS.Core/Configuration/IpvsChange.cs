namespace IpvsPS;

/// <summary>What a change does to the kernel's table.</summary>
public enum IpvsChangeAction
{
    /// <summary>It is not there and is added.</summary>
    Add,

    /// <summary>It is there and its settings are changed; connections go on.</summary>
    Set,

    /// <summary>A real server gets weight 0: it keeps its connections and takes no new ones.</summary>
    Quiesce,

    /// <summary>It is there and is removed; its connections are cut.</summary>
    Remove,

    /// <summary>A service that the configuration does not name: it is no difference, and stays.</summary>
    Unmanaged,
}

/// <summary>What a change is about.</summary>
public enum IpvsChangeKind
{
    /// <summary>A virtual service; with Add and Remove, its real servers too.</summary>
    Service,

    /// <summary>A real server.</summary>
    RealServer,

    /// <summary>The timeouts of connections.</summary>
    Timeout,

    /// <summary>A sync daemon.</summary>
    SyncDaemon,

    /// <summary>A setting, <c>net.ipv4.vs.*</c>.</summary>
    Setting,
}

/// <summary>One difference between a configuration and what is there, as the change that ends it.</summary>
public sealed class IpvsChange
{
    internal IpvsChange(IpvsChangeAction action, IpvsChangeKind kind, string target, string details)
    {
        Action = action;
        Kind = kind;
        Target = target;
        Details = details;
    }

    /// <summary>What is done.</summary>
    public IpvsChangeAction Action { get; }

    /// <summary>What it is done to.</summary>
    public IpvsChangeKind Kind { get; }

    /// <summary>The service that it concerns, as <c>TCP 10.0.0.1:80</c>; null for timeouts, daemons and settings.</summary>
    public string? Service { get; init; }

    /// <summary>Which one: the service, the real server, the setting.</summary>
    public string Target { get; }

    /// <summary>The settings that are added, or each that changes from what to what: <c>weight 1 → 5</c>.</summary>
    public string Details { get; }

    /// <summary>Connections in the established state that a removal cuts, or a change leaves; null where it is not about them.</summary>
    public uint? ActiveConnections { get; init; }

    /// <summary>
    /// What is there: an <see cref="IpvsService"/>, <see cref="IpvsRealServer"/>, <see cref="IpvsTimeout"/>,
    /// <see cref="IpvsSyncDaemon"/> or <see cref="IpvsSetting"/>; null where nothing is.
    /// </summary>
    public object? Present { get; init; }

    /// <summary>What is to be there, of the same types; null where nothing is to be.</summary>
    public object? Desired { get; init; }

    /// <summary>The network namespace it is about; null for two files.</summary>
    public NetNamespace? NetNamespace { get; init; }

    /// <summary>The change in words.</summary>
    /// <returns><c>Set RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: weight 1 → 5</c>.</returns>
    public override string ToString()
    {
        string place = Kind == IpvsChangeKind.RealServer ? $" in {Service}" : string.Empty;
        string connections =
            Action == IpvsChangeAction.Remove && ActiveConnections is > 0 and { } count
                ? $" ({Quantity.Of(count, "active connection")})"
                : string.Empty;
        return $"{Action} {Kind} {Target}{place}{(Details.Length > 0 ? ": " : string.Empty)}{Details}{connections}";
    }
}
