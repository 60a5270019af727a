using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>The real servers of the service that is being read, with the places where they stand, for errors.</summary>
internal sealed class RealServersInText
{
    // Lists of numbers: one of positions would have to be compiled for it in each new process.
    private readonly List<int> _lines = [];
    private readonly List<int> _columns = [];

    /// <summary>How many there are.</summary>
    public int Count => _lines.Count;

    public void Add(RealServerStore store, in RealServer server, TextPosition position)
    {
        store.Add(server);
        _lines.Add(position.Line);
        _columns.Add(position.Column);
    }

    public TextPosition PositionOf(int place) => new(_lines[place], _columns[place]);

    /// <summary>Forgets the places: the next real server is another service's.</summary>
    public void Clear()
    {
        _lines.Clear();
        _columns.Clear();
    }

    /// <inheritdoc cref="Sort(IpvsServiceId, Span{RealServer}, Func{int, TextPosition})"/>
    public void Sort(IpvsServiceId service, RealServerRange servers)
    {
        if (!ConfigurationRules.AreInOrder(servers))
        {
            Sort(service, servers.AsSpan(), PositionOf);
        }
    }

    /// <summary>Sorts a service's real servers as <c>ipvsadm -Ln</c> does.</summary>
    /// <param name="service">Their service.</param>
    /// <param name="servers">The real servers, in the order in which they were read.</param>
    /// <param name="positionOf">Where each of them stands.</param>
    /// <exception cref="IpvsConfigurationException">One is there twice.</exception>
    public static void Sort(IpvsServiceId service, Span<RealServer> servers, Func<int, TextPosition> positionOf)
    {
        RealServer[] asRead = servers.ToArray();
        if (ConfigurationRules.SortAndFindDuplicate(servers) is { } twice)
        {
            int second = Array.FindLastIndex(asRead, server => RealServer.CompareEndpoints(server, twice) == 0);
            throw ConfigurationRules.Duplicate(service, twice, positionOf(second));
        }
    }
}
