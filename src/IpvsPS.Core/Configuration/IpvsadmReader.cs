using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads what <c>ipvsadm -Sn</c> writes and <c>ipvsadm -R</c> reads, and checks all of it.</summary>
internal sealed class IpvsadmReader
{
    private readonly TextInput _input;
    private readonly IpvsadmWords _words;
    private readonly IpvsadmLine _line;

    /// <summary>The real servers of <see cref="_entry"/> that the last lines added.</summary>
    private readonly RealServersInText _servers = new();

    /// <summary>Real servers of services that others have come between: saved files have none.</summary>
    private readonly Dictionary<ServiceEntry, List<(RealServer Server, TextPosition Position)>> _later = [];

    private ConfigurationTable _table = new();

    /// <summary>Which services there are; null while they come in their order, as in saved files.</summary>
    private Dictionary<IpvsServiceId, ServiceEntry>? _services;

    /// <summary>The service that the last real servers are of.</summary>
    private ServiceEntry? _entry;

    private IpvsadmReader(TextInput input)
    {
        _input = input;
        _words = new IpvsadmWords(input);
        _line = new IpvsadmLine(_words);
    }

    /// <exception cref="IpvsConfigurationException">The text is not of this format, or holds what cannot be.</exception>
    public static ConfigurationTable Read(TextInput input)
    {
        var reader = new IpvsadmReader(input);
        while (reader.ReadLine()) { }

        return reader.Finish();
    }

    private bool ReadLine()
    {
        int end = _input.Unread.IndexOf((byte)'\n');
        while (end < 0 && !_input.IsAtEnd)
        {
            int searched = _input.Unread.Length;
            _input.Fill();
            end = _input.Unread[searched..].IndexOf((byte)'\n') is >= 0 and var found ? searched + found : -1;
        }

        int length = end < 0 ? _input.Unread.Length : end;
        if (length == 0 && end < 0)
        {
            return false;
        }

        ReadRule(length);
        if (end < 0)
        {
            _input.Consume(length);
        }
        else
        {
            _input.ConsumeLine(length + 1);
        }

        return true;
    }

    private void ReadRule(int length)
    {
        ReadOnlySpan<byte> line = _input.Unread[..length];
        if (IpvsadmSavedLine.TryReadServer(line, out IpvsServiceId id, out RealServer server))
        {
            AddServer(id, server, _input.PositionAt(0));
        }
        else if (IpvsadmSavedLine.TryReadService(line, out id, out ReadOnlySpan<byte> scheduler))
        {
            AddService(new IpvsService { Id = id, Scheduler = _line.Name(scheduler) }, _input.PositionAt(0));
        }
        else if (_words.Begin(length))
        {
            _line.Read();
            Add();
        }
    }

    private void Add()
    {
        switch (_line.Command)
        {
            case IpvsadmOption.AddService:
                AddService(_line.Service, _words.Position);
                break;
            case IpvsadmOption.AddServer:
                AddServer(_line.Id, _line.Server, _words.Position);
                break;
            default:
                Clear();
                break;
        }
    }

    private void AddService(IpvsService service, TextPosition position)
    {
        ConfigurationRules.Check(service, position);
        var entry = new ServiceEntry(service, default) { Position = position };
        if (_services is not null || (_table.Services.Count > 0 && _table.Services[^1].Id.CompareTo(entry.Id) >= 0))
        {
            _services ??= _table.Services.ToDictionary(known => known.Id);
            if (!_services.TryAdd(entry.Id, entry))
            {
                throw ConfigurationRules.Error(
                    $"the service {entry.Id} is there twice, first on line {_services[entry.Id].Position.Line}: name each once.",
                    position
                );
            }
        }

        _table.Services.Add(entry);
    }

    private void AddServer(IpvsServiceId id, in RealServer server, TextPosition position)
    {
        if (_entry is null || _entry.Id != id)
        {
            TakeServers();
            _entry = FindService(id) ?? throw ConfigurationRules.Error($"no -A line before this one adds the service {id}.", position);
        }

        ConfigurationRules.Check(id, server, position);
        _servers.Add(_table.Store, server, position);
    }

    private ServiceEntry? FindService(IpvsServiceId id)
    {
        if (_services is not null)
        {
            return _services.GetValueOrDefault(id);
        }

        int place = _table.Services is [.., var last] && last.Id == id ? _table.Services.Count - 1 : _table.Find(id);
        return place < 0 ? null : _table.Services[place];
    }

    /// <summary>What stands before <c>-C</c> would not survive it.</summary>
    private void Clear()
    {
        _table.Dispose();
        _table = new ConfigurationTable { IsClearedFirst = true };
        _services = null;
        _servers.Clear();
        _later.Clear();
        _entry = null;
    }

    /// <summary>Puts the last lines' real servers under their service.</summary>
    private void TakeServers()
    {
        RealServerRange added = _table.Store.TakeAdded();
        if (added.Count > 0 && _entry!.RealServers.Count == 0)
        {
            _entry.RealServers = added;
            _servers.Sort(_entry.Id, added);
        }
        else if (added.Count > 0)
        {
            if (!_later.TryGetValue(_entry!, out List<(RealServer, TextPosition)>? later))
            {
                _later.Add(_entry!, later = []);
            }

            for (int i = 0; i < added.Count; i++)
            {
                later.Add((added[i], _servers.PositionOf(i)));
            }
        }

        _servers.Clear();
    }

    private ConfigurationTable Finish()
    {
        TakeServers();
        foreach ((ServiceEntry entry, List<(RealServer Server, TextPosition Position)> servers) in _later)
        {
            int first = entry.RealServers.Count;
            foreach (RealServer server in entry.RealServers.Concat(servers.Select(later => later.Server)))
            {
                _table.Store.Add(server);
            }

            entry.RealServers = _table.Store.TakeAdded();
            RealServersInText.Sort(entry.Id, entry.RealServers.AsSpan(), place => servers[place - first].Position);
        }

        _table.Sort();
        return _table;
    }
}
