using System.Collections.Immutable;
using IpvsPS.State;

namespace IpvsPS.Screen;

/// <summary>What the keys do at the moment.</summary>
internal enum ScreenMode
{
    /// <summary>They move among the rows.</summary>
    Rows,

    /// <summary>They are the text of the filter.</summary>
    Filter,

    /// <summary>The help is shown; any key takes it away.</summary>
    Help,
}

/// <summary>Which row of the screen.</summary>
/// <param name="NetNamespace">The namespace, in words.</param>
/// <param name="Id">The real server; of a service's own row without an address.</param>
internal readonly record struct ScreenRowId(string NetNamespace, RealServerId Id);

/// <summary>A service, or one of its real servers.</summary>
/// <param name="Service">The service.</param>
/// <param name="Server">The real server; null for the service's own row.</param>
internal readonly record struct ScreenRow(ScreenService Service, ScreenServer? Server)
{
    /// <summary>Which row it is, whatever its place.</summary>
    public ScreenRowId Id =>
        new(Service.NetNamespace, Server is null ? Statistics.CounterHistory.IdOf(Service.Id) : RealServerId.Of(Service.Id, Server.Server));
}

/// <summary>What the user has chosen to see.</summary>
internal sealed record ScreenView
{
    /// <summary>What the services are sorted by.</summary>
    public IpvsStatisticOrder Order { get; init; } = IpvsStatisticOrder.Connections;

    /// <summary>Whether every service's real servers follow it.</summary>
    public bool HasServers { get; init; }

    /// <summary>Services whose real servers are shown, or left out, against <see cref="HasServers"/>.</summary>
    public ImmutableHashSet<ScreenRowId> Toggled { get; init; } = [];

    /// <summary>What a service's or a real server's name has somewhere; empty for all.</summary>
    public string Filter { get; init; } = string.Empty;

    /// <summary>How many services at most; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Whether nothing is read.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What the keys do.</summary>
    public ScreenMode Mode { get; init; }

    /// <summary>The row that was chosen; null for none. It stays chosen wherever the order takes it.</summary>
    public ScreenRowId? Selected { get; init; }

    /// <summary>The place of the first row that is seen.</summary>
    public int First { get; init; }

    /// <summary>What has come of the last key; empty for nothing to say.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>Whether the real servers of a service are shown.</summary>
    public bool Shows(ScreenService service) => HasServers != Toggled.Contains(new ScreenRow(service, null).Id);
}
