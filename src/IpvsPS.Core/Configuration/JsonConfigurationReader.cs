using System.Text.Json;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>Reads the JSON form, whose schema is <c>docs/ipvs-configuration.schema.json</c>, and checks all of it.</summary>
internal sealed class JsonConfigurationReader
{
    private const long MostSeconds = int.MaxValue;

    private readonly ConfigurationTable _table = new();
    private readonly RealServersInText _servers = new();

    /// <summary>The places of the real servers read last that were given no port.</summary>
    private readonly List<int> _withoutPort = [];

    private readonly List<string> _names = [];
    private readonly bool _skipsTokens;
    private readonly JsonSavedService _saved;

    private JsonConfigurationReader(bool skipsTokens)
    {
        _skipsTokens = skipsTokens;
        _saved = new JsonSavedService(_table);
    }

    /// <exception cref="IpvsConfigurationException">The text is not of this form, or holds what cannot be.</exception>
    public static ConfigurationTable Read(TextInput input)
    {
        if (!input.TryMark())
        {
            return Read(input, skipsTokens: false);
        }

        try
        {
            return Read(input, skipsTokens: true);
        }
        catch (IpvsConfigurationException)
        {
            // Found again by the reader that knows where it is.
            input.Restart();
            return Read(input, skipsTokens: false);
        }
    }

    /// <param name="input">The text.</param>
    /// <param name="skipsTokens">Whether most services and real servers are read without looking at each token, which takes a quarter of
    /// the time; the places of faults are then wrong.</param>
    private static ConfigurationTable Read(TextInput input, bool skipsTokens)
    {
        var reader = new JsonConfigurationReader(skipsTokens);
        var cursor = new JsonCursor(input);
        reader.ReadDocument(ref cursor);
        reader._table.Sort();
        return reader._table;
    }

    private void ReadDocument(ref JsonCursor cursor)
    {
        cursor.BeginObject("a configuration");
        TextPosition start = cursor.Position;
        bool hasVersion = false;
        while (cursor.ReadKey())
        {
            if (cursor.Is("version"u8))
            {
                cursor.ReadNumber("version", 1, 1);
                hasVersion = true;
            }
            else if (cursor.Is("services"u8))
            {
                ReadServices(ref cursor);
            }
            else if (cursor.Is("timeouts"u8))
            {
                _table.Timeouts = JsonSectionReader.ReadTimeouts(ref cursor);
            }
            else if (cursor.Is("syncDaemons"u8))
            {
                _table.SyncDaemons = JsonSectionReader.ReadSyncDaemons(ref cursor);
            }
            else if (cursor.Is("settings"u8))
            {
                _table.Settings = JsonSectionReader.ReadSettings(ref cursor);
            }
            else if (cursor.Is("health"u8))
            {
                _table.Health = JsonHealthReader.Read(ref cursor);
            }
            else if (cursor.Is("$schema"u8))
            {
                cursor.ReadText("$schema");
            }
            else
            {
                throw cursor.UnknownKey("a configuration", "version, services, timeouts, syncDaemons, settings and health");
            }
        }

        cursor.Read();
        if (!hasVersion)
        {
            throw ConfigurationRules.Error("the configuration says no version: add \"version\": 1.", start);
        }
    }

    private void ReadServices(ref JsonCursor cursor)
    {
        cursor.BeginArray("services");
        while (cursor.ReadObject("a service"))
        {
            _table.Services.Add(ReadService(ref cursor));
            if (_skipsTokens)
            {
                cursor.Skip(_saved.Read(cursor.Rest));
            }
        }
    }

    private ServiceEntry ReadService(ref JsonCursor cursor)
    {
        TextPosition position = cursor.Position;
        var service = new IpvsService();
        var identity = new JsonIdentity();
        HealthPolicy? health = null;
        while (cursor.ReadKey())
        {
            if (cursor.Is("realServers"u8))
            {
                ReadRealServers(ref cursor);
            }
            else if (cursor.Is("health"u8))
            {
                health = JsonHealthReader.Read(ref cursor);
            }
            else if (!identity.TryRead(ref cursor) && !TryReadSetting(ref cursor, service))
            {
                throw cursor.UnknownKey(
                    "a service",
                    "virtualAddress, virtualPort, protocol, firewallMark, addressFamily, scheduler, schedulerFlag, "
                        + "persistenceTimeout, persistencePrefixLength, persistenceEngine, onePacket, health and realServers"
                );
            }
        }

        service.Id = identity.ToServiceId(position);
        service.PersistencePrefixLength ??= service.PersistenceTimeout is null ? null : service.Id.Address.BitCount;
        ConfigurationRules.Check(service, position);
        return new ServiceEntry(service, TakeRealServers(service.Id)) { Position = position, Health = health };
    }

    private bool TryReadSetting(ref JsonCursor cursor, IpvsService service)
    {
        if (cursor.Is("scheduler"u8))
        {
            service.Scheduler = ReadName(ref cursor, "scheduler");
        }
        else if (cursor.Is("schedulerFlag"u8))
        {
            service.SchedulerFlag = ReadTexts(ref cursor, "schedulerFlag");
        }
        else if (cursor.Is("persistenceTimeout"u8))
        {
            service.PersistenceTimeout = TimeSpan.FromSeconds(cursor.ReadNumber("persistenceTimeout", 1, MostSeconds));
        }
        else if (cursor.Is("persistencePrefixLength"u8))
        {
            service.PersistencePrefixLength = (int)cursor.ReadNumber("persistencePrefixLength", 1, 128);
        }
        else if (cursor.Is("persistenceEngine"u8))
        {
            service.PersistenceEngine = ReadName(ref cursor, "persistenceEngine");
        }
        else if (cursor.Is("onePacket"u8))
        {
            service.OnePacket = cursor.ReadSwitch("onePacket");
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadRealServers(ref JsonCursor cursor)
    {
        cursor.BeginArray("realServers");
        while (cursor.ReadObject("a real server"))
        {
            TextPosition position = cursor.Position;
            RealServer server = JsonRealServerReader.Read(ref cursor, position, out bool hasPort);
            if (!hasPort)
            {
                _withoutPort.Add(_servers.Count);
            }

            _servers.Add(_table.Store, server, position);
            if (_skipsTokens)
            {
                ReadSaved(ref cursor);
            }
        }
    }

    /// <summary>Those that follow as they were written by this module.</summary>
    private void ReadSaved(ref JsonCursor cursor)
    {
        var rest = new SavedText(cursor.Rest);
        int taken = 0;
        while (rest.TryTake((byte)',') && JsonSavedServer.TryTake(ref rest, out RealServer server))
        {
            _servers.Add(_table.Store, server, default);
            taken = rest.Taken;
        }

        cursor.Skip(taken);
    }

    /// <summary>The real servers read last, checked and sorted; a port that was not given is the service's.</summary>
    private RealServerRange TakeRealServers(IpvsServiceId service)
    {
        RealServerRange taken = _table.Store.TakeAdded();
        foreach (int place in _withoutPort)
        {
            taken[place].Port = service.Port;
        }

        for (int i = 0; i < taken.Count; i++)
        {
            ConfigurationRules.Check(service, taken[i], _servers.PositionOf(i));
        }

        _servers.Sort(service, taken);
        _servers.Clear();
        _withoutPort.Clear();
        return taken;
    }

    /// <summary>The same few names come thousands of times: each is one string.</summary>
    private string ReadName(ref JsonCursor cursor, string what)
    {
        cursor.Expect(JsonTokenType.String, what, "a name in quotes");
        foreach (string known in _names)
        {
            if (cursor.Is(known))
            {
                return known;
            }
        }

        string name = cursor.Text;
        _names.Add(name);
        return name;
    }

    private static string[] ReadTexts(ref JsonCursor cursor, string what)
    {
        cursor.BeginArray(what);
        var texts = new List<string>();
        while (cursor.Read() && cursor.Type != JsonTokenType.EndArray)
        {
            texts.Add(cursor.Type == JsonTokenType.String ? cursor.Text : throw cursor.Wrong(what, "texts in quotes"));
        }

        return [.. texts];
    }
}
