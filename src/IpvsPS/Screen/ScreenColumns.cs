using System.Globalization;

namespace IpvsPS.Screen;

/// <summary>A column behind the name.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Width">Its cells, without the blank before it.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record ScreenColumn(string Title, int Width, Func<ScreenRow, string> Text);

/// <summary>The columns of a screen: those that fit, the most wanted ones first, and what is left for names and the trend.</summary>
internal sealed class ScreenColumns
{
    private const int LeastName = 28;
    private const int MostName = 60;
    private const int LeastTrend = 5;
    private const int WantedTrend = 9;

    /// <summary>So many columns are worth more than the trend.</summary>
    private const int MostNeeded = 5;

    private static readonly ScreenColumn Connections = new("conn/s", 6, row => Rate(row, rates => rates.Connections));
    private static readonly ScreenColumn Incoming = new("in B/s", 6, row => Rate(row, rates => rates.IncomingBytes));
    private static readonly ScreenColumn Outgoing = new("out B/s", 7, row => Rate(row, rates => rates.OutgoingBytes));
    private static readonly ScreenColumn IncomingPackets = new("in p/s", 6, row => Rate(row, rates => rates.IncomingPackets));
    private static readonly ScreenColumn OutgoingPackets = new("out p/s", 7, row => Rate(row, rates => rates.OutgoingPackets));
    private static readonly ScreenColumn Active = new(
        "active",
        6,
        row => Count(row, row.Service.Active, row.Server?.Server.ActiveConnections)
    );
    private static readonly ScreenColumn Inactive = new(
        "inact",
        6,
        row => Count(row, row.Service.Inactive, row.Server?.Server.InactiveConnections)
    );
    private static readonly ScreenColumn Tied = new(
        "tied",
        6,
        row => Count(row, row.Service.Persistent, row.Server?.Server.PersistentConnections)
    );
    private static readonly ScreenColumn Weight = new("weight", 9, WeightOf);
    private static readonly ScreenColumn Share = new("share %", 7, ShareOf);
    private static readonly ScreenColumn Health = new("state", 22, StateOf);

    private static readonly ScreenColumn[] InOrder =
    [
        Connections,
        Incoming,
        Outgoing,
        IncomingPackets,
        OutgoingPackets,
        Active,
        Inactive,
        Tied,
        Weight,
        Share,
        Health,
    ];

    private static readonly ScreenColumn[] MostWantedFirst =
    [
        Connections,
        Active,
        Share,
        Outgoing,
        Incoming,
        Inactive,
        Weight,
        Health,
        Tied,
        IncomingPackets,
        OutgoingPackets,
    ];

    private ScreenColumns(int nameWidth, int trendWidth, ScreenColumn[] columns) =>
        (NameWidth, TrendWidth, Columns) = (nameWidth, trendWidth, columns);

    /// <summary>The cells of the name, its two marks included.</summary>
    public int NameWidth { get; }

    /// <summary>The cells of the trend; 0 for none.</summary>
    public int TrendWidth { get; }

    /// <summary>The other columns, in their order; the trend stands behind the first.</summary>
    public ScreenColumn[] Columns { get; }

    /// <summary>The columns of so many cells.</summary>
    public static ScreenColumns Of(int width)
    {
        int left = width - LeastName;
        var chosen = new HashSet<ScreenColumn>();
        foreach (ScreenColumn column in MostWantedFirst)
        {
            // The rest comes where the trend has room beside it.
            int reserved = chosen.Count < MostNeeded ? 0 : WantedTrend + 1;
            if (column.Width + 1 + reserved > left)
            {
                break;
            }

            chosen.Add(column);
            left -= column.Width + 1;
        }

        int name = Math.Clamp(LeastName + left - ScreenCounter.MostRecent - 1, Math.Min(LeastName, width), MostName);
        int trend = Math.Min(LeastName + left - name - 1, ScreenCounter.MostRecent);
        return new ScreenColumns(name, trend < LeastTrend ? 0 : trend, [.. InOrder.Where(chosen.Contains)]);
    }

    /// <summary>What a row's state is, in words; empty where there is nothing to say.</summary>
    public static string StateOf(ScreenRow row) => row.Server is { } server ? StateOf(server) : StateOf(row.Service);

    private static string StateOf(ScreenServer server) =>
        server switch
        {
            { IsSuspended: true } => "suspended",
            { IsDown: true, Health.IsKeptUp: true } => "down, kept in",
            { IsDown: true } => "down",
            { Server.IsOverloaded: true } => "overloaded",
            { Server.Weight: 0 } => "weight 0",
            { Health.Health: State.ServerHealth.Up } => "up",
            _ => string.Empty,
        };

    private static string StateOf(ScreenService service) =>
        string.Join(
            ", ",
            new[] { (service.Down, "down"), (service.Suspended, "suspended"), (service.Overloaded, "over") }
                .Where(part => part.Item1 > 0)
                .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1} {part.Item2}"))
        );

    private static string Rate(ScreenRow row, Func<ScreenRates, double> choose) =>
        ScreenText.Rate((row.Server?.Counter ?? row.Service.Counter).Rates is { } rates ? choose(rates) : null);

    private static string Count(ScreenRow row, long ofService, uint? ofServer) =>
        row.Service.IsRead ? ScreenText.Short(ofServer ?? ofService) : "-";

    private static string WeightOf(ScreenRow row) =>
        row switch
        {
            { Service.IsRead: false } => "-",
            { Server: null } => ScreenText.Short(row.Service.Weight),
            { Server.Suspension.FullWeight: { } full } => $"{ScreenText.Short(row.Server.Server.Weight)}/{ScreenText.Short(full)}",
            _ => ScreenText.Short(row.Server.Server.Weight),
        };

    /// <summary>
    /// Of a service how many of its real servers take new connections; of a real server its share of new connections against its share
    /// of weight, in per cent.
    /// </summary>
    private static string ShareOf(ScreenRow row) =>
        row switch
        {
            { Service.IsRead: false } => "-",
            { Server: null } => string.Create(CultureInfo.InvariantCulture, $"{row.Service.Taking} of {row.Service.Servers.Count}"),
            _ => $"{ScreenText.Share(row.Server.Counter.RecentSum, row.Service.RecentSum)}/"
                + ScreenText.Share(row.Server.Server.Weight, row.Service.Weight),
        };
}
