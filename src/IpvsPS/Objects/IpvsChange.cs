using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>One difference between a configuration and what is there, as the change that ends it.</summary>
public sealed class IpvsChange
{
    /// <summary>Makes a change, to be filled in.</summary>
    public IpvsChange() { }

    internal IpvsChange(IpvsPS.IpvsChange change)
    {
        Action = change.Action;
        Kind = change.Kind;
        Service = change.Service;
        Target = change.Target;
        Details = change.Details;
        ActiveConnections = change.ActiveConnections;
        Present = PartOf(change.Present);
        Desired = PartOf(change.Desired);
        NetNamespace = NetNamespaceText.Of(change.NetNamespace);
    }

    /// <summary>What is done.</summary>
    public IpvsChangeAction Action { get; set; }

    /// <summary>What it is done to.</summary>
    public IpvsChangeKind Kind { get; set; }

    /// <summary>The service that it concerns, as <c>TCP 10.0.0.1:80</c>; null for timeouts, daemons and settings.</summary>
    public string? Service { get; set; }

    /// <summary>Which one: the service, the real server, the setting.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>The settings that are added, or each that changes from what to what: <c>weight 1 → 5</c>.</summary>
    public string Details { get; set; } = string.Empty;

    /// <summary>Connections in the established state that a removal cuts, or a change leaves; null where it is not about them.</summary>
    public uint? ActiveConnections { get; set; }

    /// <summary>
    /// What is there: an <see cref="IpvsService"/>, <see cref="IpvsRealServer"/>, <see cref="IpvsTimeout"/>,
    /// <see cref="IpvsSyncDaemon"/> or <see cref="IpvsSetting"/>; null where nothing is.
    /// </summary>
    public object? Present { get; set; }

    /// <summary>What is to be there, of the same types; null where nothing is to be.</summary>
    public object? Desired { get; set; }

    /// <summary>
    /// The network namespace it is about: its name, else its path, empty for the namespace PowerShell was started in; null for two
    /// files.
    /// </summary>
    public string? NetNamespace { get; set; }

    /// <summary>The change in words.</summary>
    /// <returns><c>Set RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: weight 1 → 5</c>.</returns>
    public override string ToString()
    {
        string place = Kind == IpvsChangeKind.RealServer ? $" in {Service}" : string.Empty;
        string details = Details.Length > 0 ? $": {Details}" : string.Empty;
        string connections =
            Action == IpvsChangeAction.Remove && ActiveConnections is > 0 and { } count
                ? $" ({Quantity.Of(count, "active connection")})"
                : string.Empty;
        return $"{Action} {Kind} {Target}{place}{details}{connections}";
    }

    private static object? PartOf(object? part) =>
        part is IpvsPS.IpvsRealServer server ? IpvsRealServer.OfConfiguration(server) : ModuleObject.Of(part);
}
