namespace IpvsPS.Screen;

/// <summary>A key that was pressed.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Character">The letter that it makes.</param>
internal readonly record struct ScreenKey(ConsoleKey Key, char Character);

/// <summary>What a key asks for, besides another view.</summary>
internal enum ScreenAction
{
    None,
    Quit,
    Suspend,
    Resume,
}

/// <summary>What each key does.</summary>
internal static class ScreenKeys
{
    /// <summary>What rows are sorted by, in the order in which the key s takes them, with what the screen calls it.</summary>
    private static readonly (IpvsStatisticOrder Order, string Name)[] Orders =
    [
        (IpvsStatisticOrder.Connections, "conn/s"),
        (IpvsStatisticOrder.Packets, "packets"),
        (IpvsStatisticOrder.Bytes, "bytes"),
        (IpvsStatisticOrder.Active, "active"),
        (IpvsStatisticOrder.Weight, "weight"),
        (IpvsStatisticOrder.Name, "name"),
    ];

    /// <summary>What the help shows: each key, and what it does.</summary>
    public static readonly (string Key, string Does)[] Help =
    [
        ("q, Ctrl-C", "end"),
        ("arrows, PgUp, PgDn", "choose a row; it stays chosen wherever it goes"),
        ("Home, Esc", "choose none, and see the first rows"),
        ("Enter", "real servers of the chosen service on or off"),
        ("r", "real servers of all services on or off"),
        ("s, S", $"sort by {string.Join(", ", Orders.Select(order => order.Name))}"),
        ("/", "only names that have a text; Enter ends it, Esc shows all"),
        ("p, space", "stop reading, and go on"),
        ("d", "suspend the chosen real server: it gets no new connections"),
        ("u", "give a suspended real server its weight back"),
    ];

    /// <summary>What the screen calls an order.</summary>
    public static string NameOf(IpvsStatisticOrder order) => Orders[PlaceOf(order)].Name;

    /// <summary>The view after a key, and what else it asks for.</summary>
    /// <param name="view">The view before it.</param>
    /// <param name="key">The key.</param>
    /// <param name="rows">The rows of the view.</param>
    /// <param name="height">How many of them are seen.</param>
    public static (ScreenView View, ScreenAction Action) Press(ScreenView view, ScreenKey key, ScreenRows rows, int height)
    {
        view = view with { Message = string.Empty };
        return view.Mode switch
        {
            ScreenMode.Filter => (Type(view, key), ScreenAction.None),
            ScreenMode.Help => (view with { Mode = ScreenMode.Rows }, ScreenAction.None),
            _ => PressInRows(view, key, rows, height),
        };
    }

    private static (ScreenView View, ScreenAction Action) PressInRows(ScreenView view, ScreenKey key, ScreenRows rows, int height)
    {
        ScreenView? moved = key.Key switch
        {
            ConsoleKey.UpArrow => Move(view, rows, -1),
            ConsoleKey.DownArrow => Move(view, rows, 1),
            ConsoleKey.PageUp => Move(view, rows, -height),
            ConsoleKey.PageDown => Move(view, rows, height),
            ConsoleKey.Home or ConsoleKey.Escape => view with { Selected = null, First = 0, Filter = FilterAfter(view, key) },
            ConsoleKey.End => Move(view, rows, rows.Count),
            ConsoleKey.Enter => Toggle(view, rows),
            _ => null,
        };
        return moved is not null
            ? (moved, ScreenAction.None)
            : key.Character switch
            {
                'q' or 'Q' => (view, ScreenAction.Quit),
                'r' => (view with { HasServers = !view.HasServers, Toggled = [] }, ScreenAction.None),
                's' => (view with { Order = Next(view.Order, 1) }, ScreenAction.None),
                'S' => (view with { Order = Next(view.Order, -1) }, ScreenAction.None),
                '/' => (view with { Mode = ScreenMode.Filter }, ScreenAction.None),
                'p' or ' ' => (view with { IsPaused = !view.IsPaused }, ScreenAction.None),
                'h' or '?' => (view with { Mode = ScreenMode.Help }, ScreenAction.None),
                'd' => OfServer(view, rows, ScreenAction.Suspend),
                'u' => OfServer(view, rows, ScreenAction.Resume),
                _ => (view, ScreenAction.None),
            };
    }

    private static string FilterAfter(ScreenView view, ScreenKey key) => key.Key == ConsoleKey.Escape ? string.Empty : view.Filter;

    private static ScreenView Type(ScreenView view, ScreenKey key) =>
        key.Key switch
        {
            ConsoleKey.Enter => view with { Mode = ScreenMode.Rows },
            ConsoleKey.Escape => view with { Mode = ScreenMode.Rows, Filter = string.Empty },
            ConsoleKey.Backspace => view with { Filter = view.Filter.Length > 0 ? view.Filter[..^1] : string.Empty },
            _ when key.Character is >= ' ' and <= '~' => view with { Filter = view.Filter + key.Character, First = 0 },
            _ => view,
        };

    private static ScreenView Move(ScreenView view, ScreenRows rows, int by)
    {
        if (rows.Count == 0)
        {
            return view with { Selected = null };
        }

        int place = rows.PlaceOf(view.Selected);
        int next = place < 0 ? view.First + (by > 0 ? by - 1 : 0) : place + by;
        return view with { Selected = rows[Math.Clamp(next, 0, rows.Count - 1)].Id };
    }

    private static ScreenView Toggle(ScreenView view, ScreenRows rows)
    {
        if (rows.PlaceOf(view.Selected) is not (>= 0 and var place))
        {
            return view with { Message = "Choose a service first, with the arrow keys." };
        }

        ScreenRowId service = new ScreenRow(rows[place].Service, null).Id;
        return view with
        {
            Selected = service,
            Toggled = view.Toggled.Contains(service) ? view.Toggled.Remove(service) : view.Toggled.Add(service),
        };
    }

    /// <summary>A service is not meant to be suspended whole by one key.</summary>
    private static (ScreenView View, ScreenAction Action) OfServer(ScreenView view, ScreenRows rows, ScreenAction action) =>
        rows.PlaceOf(view.Selected) is >= 0 and var place && rows[place].Server is not null
            ? (view, action)
            : (view with { Message = "Choose a real server first: Enter or r shows them, the arrow keys choose." }, ScreenAction.None);

    private static IpvsStatisticOrder Next(IpvsStatisticOrder order, int by) =>
        Orders[(PlaceOf(order) + by + Orders.Length) % Orders.Length].Order;

    private static int PlaceOf(IpvsStatisticOrder order) => Array.FindIndex(Orders, one => one.Order == order);
}
