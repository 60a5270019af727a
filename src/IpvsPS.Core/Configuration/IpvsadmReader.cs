using System.Runtime.CompilerServices;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads what <c>ipvsadm -Sn</c> writes and <c>ipvsadm -R</c> reads, and checks all of it.</summary>
internal sealed class IpvsadmReader
{
    private readonly TextInput _input;
    private readonly IpvsadmWords _words;
    private readonly IpvsadmLine _line;
    private readonly Dictionary<IpvsServiceId, ServiceEntry> _services = [];

    /// <summary>The real servers of the service that the last lines were about, until another comes.</summary>
    private readonly List<(RealServer Server, TextPosition Position)> _servers = [];

    /// <summary>Real servers of services that others have come between: saved files have none.</summary>
    private readonly Dictionary<ServiceEntry, List<(RealServer Server, TextPosition Position)>> _later = [];

    private ConfigurationTable _table = new();
    private ServiceEntry? _entry;

    private IpvsadmReader(TextInput input)
    {
        _input = input;
        _words = new IpvsadmWords(input);
        _line = new IpvsadmLine(_words);
    }

    /// <exception cref="IpvsConfigurationException">The text is not of this format, or holds what cannot be.</exception>
    [MethodImpl(Compile.Optimized)]
    public static ConfigurationTable Read(TextInput input)
    {
        var reader = new IpvsadmReader(input);
        while (reader.ReadLine()) { }

        return reader.Finish();
    }

    [MethodImpl(Compile.Optimized)]
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

        if (_words.Begin(length))
        {
            _line.Read();
            Add();
        }

        _input.Consume(end < 0 ? length : length + 1);
        return true;
    }

    [MethodImpl(Compile.Optimized)]
    private void Add()
    {
        switch (_line.Command)
        {
            case IpvsadmOption.AddService:
                AddService();
                break;
            case IpvsadmOption.AddServer:
                AddServer();
                break;
            default:
                Clear();
                break;
        }
    }

    [MethodImpl(Compile.Optimized)]
    private void AddService()
    {
        ConfigurationRules.Check(_line.Service, _words.Position);
        var entry = new ServiceEntry(_line.Service, ArraySegment<RealServer>.Empty) { Position = _words.Position };
        if (!_services.TryAdd(entry.Id, entry))
        {
            throw ConfigurationRules.Error(
                $"the service {entry.Id} is there twice, first on line {_services[entry.Id].Position.Line}: name each once.",
                _words.Position
            );
        }

        _table.Services.Add(entry);
    }

    [MethodImpl(Compile.Optimized)]
    private void AddServer()
    {
        if (_entry is null || _entry.Id != _line.Id)
        {
            TakeServers();
            _entry =
                _services.GetValueOrDefault(_line.Id)
                ?? throw ConfigurationRules.Error($"no -A line before this one adds the service {_line.Id}.", _words.Position);
        }

        ConfigurationRules.Check(_line.Id, _line.Server, _words.Position);
        _servers.Add((_line.Server, _words.Position));
    }

    /// <summary>What stands before <c>-C</c> would not survive it.</summary>
    private void Clear()
    {
        _table.Dispose();
        _table = new ConfigurationTable { IsClearedFirst = true };
        _services.Clear();
        _servers.Clear();
        _later.Clear();
        _entry = null;
    }

    /// <summary>Puts the last lines' real servers under their service.</summary>
    [MethodImpl(Compile.Optimized)]
    private void TakeServers()
    {
        if (_entry is null || _servers.Count == 0)
        {
            return;
        }

        if (_entry.RealServers.Count == 0)
        {
            _entry.RealServers = Store(_entry, [], _servers);
        }
        else if (_later.TryGetValue(_entry, out List<(RealServer, TextPosition)>? later))
        {
            later.AddRange(_servers);
        }
        else
        {
            _later.Add(_entry, [.. _servers]);
        }

        _servers.Clear();
    }

    [MethodImpl(Compile.Optimized)]
    private ArraySegment<RealServer> Store(
        ServiceEntry entry,
        ReadOnlySpan<RealServer> first,
        List<(RealServer Server, TextPosition Position)> rest
    )
    {
        ArraySegment<RealServer> taken = _table.Store.Take(first.Length + rest.Count);
        first.CopyTo(taken);
        for (int i = 0; i < rest.Count; i++)
        {
            taken.AsSpan()[first.Length + i] = rest[i].Server;
        }

        if (ConfigurationRules.SortAndFindDuplicate(taken) is { } twice)
        {
            int second = rest.FindLastIndex(server => RealServer.CompareEndpoints(server.Server, twice) == 0);
            throw ConfigurationRules.Duplicate(entry.Id, twice, rest[second].Position);
        }

        return taken;
    }

    private ConfigurationTable Finish()
    {
        TakeServers();
        foreach ((ServiceEntry entry, List<(RealServer Server, TextPosition Position)> servers) in _later)
        {
            entry.RealServers = Store(entry, entry.RealServers, servers);
        }

        _table.Sort();
        return _table;
    }
}
