using System.Globalization;
using System.Text;
using IpvsPS.State;

namespace IpvsPS.Screen;

/// <summary>Draws what is on a screen into its lines. It knows no terminal: the same picture and size make the same lines.</summary>
internal static class ScreenRenderer
{
    /// <summary>The lines above the rows.</summary>
    private const int HeadLines = 3;

    /// <summary>The lines above and below them.</summary>
    private const int OtherLines = HeadLines + 1;

    /// <summary>How many rows are seen on a screen of so many lines.</summary>
    public static int RowsOf(int height) => Math.Max(0, height - OtherLines);

    /// <summary>
    /// Draws the picture. The last cell of each line stays free: writing into the last one of all would scroll the screen.
    /// </summary>
    /// <param name="picture">What is on it.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its lines.</param>
    /// <returns>As many lines as there are.</returns>
    public static ScreenLine[] Draw(ScreenPicture picture, int width, int height)
    {
        int cells = Math.Max(0, width - 1);
        var columns = ScreenColumns.Of(cells);
        var lines = new List<ScreenLine>
        {
            Line(FirstLine(picture, cells), ScreenStyle.Plain),
            Line(SecondLine(picture), ScreenStyle.Plain),
            Line(Titles(columns), ScreenStyle.Head),
        };
        int rows = RowsOf(height);
        lines.AddRange(
            picture.View.Mode == ScreenMode.Help ? HelpLines(picture) : picture.Rows.Range(picture.View.First, rows).Select(DrawRow)
        );
        while (lines.Count < height - 1)
        {
            lines.Add(default);
        }

        lines.RemoveRange(Math.Max(0, height - 1), lines.Count - Math.Max(0, height - 1));
        if (height > 0)
        {
            lines.Add(Line(LastLine(picture, rows), picture.View.Message.Length > 0 ? ScreenStyle.Warning : ScreenStyle.Dim));
        }

        return [.. lines];

        ScreenLine DrawRow(ScreenRow row)
        {
            bool isChosen = row.Id == picture.View.Selected;
            return Line(RowText(picture, row, columns, isChosen), isChosen ? ScreenStyle.Chosen : StyleOf(row));
        }

        ScreenLine Line(string text, ScreenStyle style) => new(ScreenText.Fit(text, cells, isRight: false, picture.IsAscii), style);
    }

    /// <summary>What a row's color says, in a letter: down, suspended, overloaded; in lower case where some are.</summary>
    public static char MarkOf(ScreenRow row) =>
        row switch
        {
            { Server.IsSuspended: true } => 'S',
            { Server.IsDown: true } => 'D',
            { Server.Server.IsOverloaded: true } => 'O',
            { Server: { Server.Weight: 0 } } => '0',
            { Server: not null } or { Service.IsRead: false } => ' ',
            { Service: { Taking: 0 } service } => service.Servers.Count > 0 && service.Suspended == service.Servers.Count ? 'S' : 'D',
            { Service.Down: > 0 } => 'd',
            { Service.Suspended: > 0 } => 's',
            { Service.Overloaded: > 0 } => 'o',
            _ => ' ',
        };

    private static ScreenStyle StyleOf(ScreenRow row) =>
        MarkOf(row) switch
        {
            'D' or 'd' => ScreenStyle.Bad,
            '0' when row.Server!.Server.ActiveConnections > 0 => ScreenStyle.Bad,
            'S' or 's' or 'O' or 'o' => ScreenStyle.Warning,
            _ when IsIdle(row) => ScreenStyle.Dim,
            _ => ScreenStyle.Plain,
        };

    private static bool IsIdle(ScreenRow row) =>
        (row.Server?.Counter ?? row.Service.Counter).Rates is { } rates
        && rates == default
        && (row.Server?.Server.ActiveConnections ?? row.Service.Active) == 0;

    private static string FirstLine(ScreenPicture picture, int cells)
    {
        string place = picture.Namespaces.All(name => name.Length == 0)
            ? picture.Host
            : $"{picture.Host}, netns {string.Join(' ', picture.Namespaces.Select(name => name.Length == 0 ? "(home)" : name))}";
        string left = $"IPVS on {ScreenText.Clean(place)}: {CountsOf(picture)}";
        string right = picture.View.IsPaused ? "PAUSED" : picture.Time;
        int gap = cells - left.Length - right.Length;
        return gap > 0 ? left + new string(' ', gap) + right : left;
    }

    /// <summary>How many there are. While real servers are still read in turn, those that have been.</summary>
    private static string CountsOf(ScreenPicture picture)
    {
        int servers = picture.Services.Sum(service => service.Servers.Count);
        bool isWhole = picture.Services.All(service => service.IsRead);
        var text = new StringBuilder();
        text.Append(ScreenText.Quantity(picture.Services.Count, "service")).Append(", ");
        text.Append(ScreenText.Whole(servers)).Append(isWhole ? string.Empty : "+").Append(servers == 1 ? " server" : " servers");
        foreach (
            (int count, string what) in ((int, string)[])
                [(picture.Services.Sum(service => service.Down), "down"), (picture.Services.Sum(service => service.Suspended), "suspended")]
        )
        {
            text.Append(count > 0 ? $", {ScreenText.Whole(count)} {what}" : string.Empty);
        }

        return text.ToString();
    }

    private static string SecondLine(ScreenPicture picture)
    {
        ScreenRates? sum = null;
        long active = 0;
        foreach (ScreenService service in picture.Services)
        {
            sum = service.Counter.Rates is { } rates ? (sum ?? default) + rates : sum;
            active += service.Active;
        }

        string daemons = picture.SyncDaemons.Length == 0 ? string.Empty : $"  {ScreenText.Clean(picture.SyncDaemons)}";
        return $"{ScreenText.Rate(sum?.Connections)} conn/s  in {ScreenText.Rate(sum?.IncomingBytes)} B/s "
            + $"{ScreenText.Rate(sum?.IncomingPackets)} p/s  out {ScreenText.Rate(sum?.OutgoingBytes)} B/s "
            + $"{ScreenText.Rate(sum?.OutgoingPackets)} p/s  {ScreenText.Short(active)} active{daemons}";
    }

    private static string Titles(ScreenColumns columns) =>
        Join(columns, "   service", "trend", isTrendRight: false, column => column.Title, isAscii: true);

    private static string RowText(ScreenPicture picture, ScreenRow row, ScreenColumns columns, bool isChosen)
    {
        string space =
            row.Server is null && picture.Namespaces.Count > 1 ? $"{ScreenText.Clean(row.Service.NetNamespace)}: " : string.Empty;
        string name = row.Server is { } server ? $"  {server.Server}" : space + ScreenText.Clean(row.Service.Name);
        ScreenCounter counter = row.Server?.Counter ?? row.Service.Counter;
        string trend = ScreenText.Trend(counter.Recent(columns.TrendWidth), picture.IsAscii);
        return Join(
            columns,
            $"{(isChosen ? '>' : ' ')}{MarkOf(row)} {name}",
            trend,
            isTrendRight: true,
            column => column.Text(row),
            picture.IsAscii
        );
    }

    private static string Join(
        ScreenColumns columns,
        string name,
        string trend,
        bool isTrendRight,
        Func<ScreenColumn, string> text,
        bool isAscii
    )
    {
        var line = new StringBuilder(ScreenText.Fit(name, columns.NameWidth, isRight: false, isAscii));
        for (int i = 0; i < columns.Columns.Length; i++)
        {
            ScreenColumn column = columns.Columns[i];
            line.Append(' ').Append(ScreenText.Fit(text(column), column.Width, isRight: true, isAscii));
            if (i == 0 && columns.TrendWidth > 0)
            {
                line.Append(' ').Append(ScreenText.Fit(trend, columns.TrendWidth, isTrendRight, isAscii));
            }
        }

        return line.ToString();
    }

    private static IEnumerable<ScreenLine> HelpLines(ScreenPicture picture)
    {
        int width = ScreenKeys.Help.Max(entry => entry.Key.Length);
        return ScreenKeys
            .Help.Select(entry => $"  {entry.Key.PadRight(width)}  {entry.Does}")
            .Append(string.Empty)
            .Append("  share %  of a service, how many of its real servers take new connections;")
            .Append("           of a real server, its share of the last connections / of the weight")
            .Append("  D down or taking nothing, S suspended, O overloaded, 0 weight 0;")
            .Append("  d, s, o  some of the service's real servers are")
            .Append(string.Create(CultureInfo.InvariantCulture, $"  read every {picture.Interval.TotalSeconds:0.###} seconds"))
            .Select(text => new ScreenLine(text, ScreenStyle.Plain));
    }

    private static ServicePortName? NamesOf(ScreenPicture picture, ScreenRowId row) =>
        picture.Rows.PlaceOf(row) is >= 0 and var place ? picture.Rows[place].Service.Kubernetes : null;

    private static string LastLine(ScreenPicture picture, int rows)
    {
        ScreenView view = picture.View;
        if (view.Mode == ScreenMode.Filter)
        {
            return $"filter: {view.Filter}_   (Enter ends it, Esc shows all)";
        }

        if (view.Message.Length > 0)
        {
            return ScreenText.Clean(view.Message);
        }

        int last = Math.Min(view.First + rows, picture.Rows.Count);
        string place =
            picture.Rows.Count == 0
                ? "no rows"
                : string.Create(CultureInfo.InvariantCulture, $"{view.First + 1}-{last} of {ScreenText.Whole(picture.Rows.Count)}");
        string filter = view.Filter.Length == 0 ? "/ filter" : $"/ {view.Filter}";
        // A narrow screen has no room for it in the row.
        string chosen =
            view.Selected is { } row && NamesOf(picture, row) is { } names ? $"{ScreenText.Clean(names.ToString())}   " : string.Empty;
        return $"{chosen}q quit  h help  s sort: {ScreenKeys.NameOf(view.Order)}  r servers  {filter}  d drain   {place}";
    }
}
