namespace IpvsPS.Screen;

/// <summary>
/// The rows of some services: of each its own, and those of its real servers where they are shown. In a large table there are many
/// more rows than are seen, so that each is made when it is asked for.
/// </summary>
internal sealed class ScreenRows
{
    private readonly List<ScreenService> _services;
    private readonly ScreenView _view;

    /// <summary>The place of each service's own row.</summary>
    private readonly int[] _places;

    private (int Service, ScreenServer[] Servers) _sorted = (-1, []);

    /// <param name="services">The services in their order.</param>
    /// <param name="view">What is shown of them.</param>
    public ScreenRows(List<ScreenService> services, ScreenView view)
    {
        (_services, _view, _places) = (services, view, new int[services.Count]);
        for (int i = 0; i < services.Count; i++)
        {
            _places[i] = Count;
            Count += 1 + (view.Shows(services[i]) ? services[i].Servers.Count : 0);
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>The services in their order.</summary>
    public IReadOnlyList<ScreenService> Services => _services;

    /// <summary>A row by its place.</summary>
    public ScreenRow this[int place]
    {
        get
        {
            int found = Array.BinarySearch(_places, place);
            int service = found >= 0 ? found : ~found - 1;
            return found >= 0
                ? new ScreenRow(_services[service], null)
                : new ScreenRow(_services[service], ServersOf(service)[place - _places[service] - 1]);
        }
    }

    /// <summary>The services that are wanted, in their order. Those that are equal stay in the order of <c>ipvsadm -Ln</c>.</summary>
    public static ScreenRows Of(IEnumerable<ScreenService> services, ScreenView view)
    {
        IEnumerable<ScreenService> wanted = view.Filter.Length == 0 ? services : Having(view.Filter, services);
        wanted = view.Order == IpvsStatisticOrder.Name ? wanted : wanted.OrderByDescending(service => Key(service, view.Order));
        return new ScreenRows([.. view.Top is { } top ? wanted.Take(top) : wanted], view);
    }

    /// <summary>Some of the rows.</summary>
    /// <param name="first">The place of the first.</param>
    /// <param name="count">How many at most.</param>
    public IEnumerable<ScreenRow> Range(int first, int count)
    {
        for (int place = first; place < Math.Min(first + count, Count); place++)
        {
            yield return this[place];
        }
    }

    /// <summary>The place of a row; -1 where it is not there.</summary>
    public int PlaceOf(ScreenRowId? row)
    {
        if (row is not { } wanted)
        {
            return -1;
        }

        int service = _services.FindIndex(one => one.Id == wanted.Id.Service && one.NetNamespace == wanted.NetNamespace);
        if (service < 0 || new ScreenRow(_services[service], null).Id == wanted)
        {
            return service < 0 ? -1 : _places[service];
        }

        int server = _view.Shows(_services[service])
            ? Array.FindIndex(ServersOf(service), one => new ScreenRow(_services[service], one).Id == wanted)
            : -1;
        return server < 0 ? -1 : _places[service] + 1 + server;
    }

    /// <summary>The view with a first row by which the chosen one is seen.</summary>
    /// <param name="view">The view.</param>
    /// <param name="height">How many rows are seen.</param>
    public ScreenView Scroll(ScreenView view, int height)
    {
        int place = PlaceOf(view.Selected);
        int first = Math.Max(0, Math.Min(view.First, Count - height));
        first = place < 0 ? first : Math.Max(Math.Min(first, place), place - Math.Max(height, 1) + 1);
        return view with { First = first };
    }

    private ScreenServer[] ServersOf(int service)
    {
        if (_sorted.Service != service)
        {
            IEnumerable<ScreenServer> servers = _services[service].Servers;
            _sorted = (
                service,
                [.. _view.Order == IpvsStatisticOrder.Name ? servers : servers.OrderByDescending(server => Key(server, _view.Order))]
            );
        }

        return _sorted.Servers;
    }

    /// <summary>Those that have a text in what their rows show. The namespace is in it where there are several.</summary>
    private static IEnumerable<ScreenService> Having(string text, IEnumerable<ScreenService> services)
    {
        bool areNamed = services.Select(service => service.NetNamespace).Distinct().Skip(1).Any();
        return services.Where(service =>
            Has(service.Name, text)
            || (areNamed && Has(service.NetNamespace, text))
            || service.Servers.Any(server => Has(server.Server.ToString(), text))
        );
    }

    private static bool Has(string name, string text) => name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static double Key(ScreenService service, IpvsStatisticOrder order) =>
        order switch
        {
            IpvsStatisticOrder.Active => service.Active,
            IpvsStatisticOrder.Weight => service.Weight,
            _ => Key(service.Counter, order),
        };

    private static double Key(ScreenServer server, IpvsStatisticOrder order) =>
        order switch
        {
            IpvsStatisticOrder.Active => server.Server.ActiveConnections,
            IpvsStatisticOrder.Weight => server.Server.Weight,
            _ => Key(server.Counter, order),
        };

    private static double Key(ScreenCounter counter, IpvsStatisticOrder order) =>
        (counter.Rates, order) switch
        {
            (null, _) => 0,
            ({ } rates, IpvsStatisticOrder.Packets) => rates.IncomingPackets + rates.OutgoingPackets,
            ({ } rates, IpvsStatisticOrder.Bytes) => rates.IncomingBytes + rates.OutgoingBytes,
            ({ } rates, _) => rates.Connections,
        };
}
