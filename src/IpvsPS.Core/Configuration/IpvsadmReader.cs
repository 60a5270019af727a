using System.Text;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads what <c>ipvsadm -Sn</c> writes and <c>ipvsadm -R</c> reads, and checks all of it.</summary>
internal sealed class IpvsadmReader(TextInput input)
{
    private readonly Dictionary<IpvsServiceId, (ServiceEntry Entry, List<(RealServer Server, TextPosition Position)> Servers)> _services = [];

    /// <exception cref="IpvsConfigurationException">The text is not of this format, or holds what cannot be.</exception>
    public static ConfigurationTable Read(TextInput input)
    {
        var reader = new IpvsadmReader(input);
        while (reader.ReadLine())
        {
        }

        return reader.Finish();
    }

    private bool ReadLine()
    {
        int end = input.Unread.IndexOf((byte)'\n');
        while (end < 0 && !input.IsAtEnd)
        {
            int searched = input.Unread.Length;
            input.Fill();
            end = input.Unread[searched..].IndexOf((byte)'\n') is >= 0 and var found ? searched + found : -1;
        }

        int length = end < 0 ? input.Unread.Length : end;
        if (length == 0 && end < 0)
        {
            return false;
        }

        (string[] words, TextPosition[] positions) = Split(length);
        if (words.Length > 0 && !words[0].StartsWith('#'))
        {
            var line = new IpvsadmLine(words, positions);
            line.Read();
            Add(line);
        }

        input.Consume(end < 0 ? length : length + 1);
        return true;
    }

    private (string[] Words, TextPosition[] Positions) Split(int length)
    {
        var words = new List<string>();
        var positions = new List<TextPosition>();
        ReadOnlySpan<byte> blanks = " \t\r"u8;
        for (int at = 0; at < length;)
        {
            ReadOnlySpan<byte> rest = input.Unread[at..length];
            int skip = rest.IndexOfAnyExcept(blanks);
            if (skip < 0)
            {
                break;
            }

            int count = rest[skip..].IndexOfAny(blanks) is >= 0 and var blank ? blank : rest.Length - skip;
            positions.Add(input.PositionAt(at + skip));
            words.Add(Encoding.UTF8.GetString(rest.Slice(skip, count)));
            at += skip + count;
        }

        return ([.. words], [.. positions]);
    }

    private void Add(IpvsadmLine line)
    {
        IpvsServiceId id = line.Service.Id;
        if (!line.IsRealServer)
        {
            ConfigurationRules.Check(line.Service, line.Position);
            if (!_services.TryAdd(id, (new ServiceEntry(line.Service, ArraySegment<RealServer>.Empty) { Position = line.Position }, [])))
            {
                throw ConfigurationRules.Error($"the service {id} is there twice, first on line {_services[id].Entry.Position.Line}: name each once.", line.Position);
            }

            return;
        }

        if (!_services.TryGetValue(id, out var service))
        {
            throw ConfigurationRules.Error($"no -A line before this one adds the service {id}.", line.Position);
        }

        ConfigurationRules.Check(id, line.Server, line.Position);
        service.Servers.Add((line.Server, line.Position));
    }

    private ConfigurationTable Finish()
    {
        var table = new ConfigurationTable();
        foreach ((ServiceEntry entry, List<(RealServer Server, TextPosition Position)> servers) in _services.Values)
        {
            entry.RealServers = servers.ConvertAll(server => server.Server).ToArray();
            if (ConfigurationRules.SortAndFindDuplicate(entry.RealServers) is { } twice)
            {
                int second = servers.FindLastIndex(server => RealServer.CompareEndpoints(server.Server, twice) == 0);
                throw ConfigurationRules.Duplicate(entry.Id, twice, servers[second].Position);
            }

            table.Services.Add(entry);
        }

        table.Sort();
        return table;
    }
}
