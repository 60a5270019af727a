using System.Buffers;
using System.Net;
using System.Text.Json;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Reads the sections beside the services: timeouts, sync daemons, settings.</summary>
internal static class JsonSectionReader
{
    private const long MostSeconds = int.MaxValue;

    private static readonly SearchValues<char> SettingLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static IpvsTimeout ReadTimeouts(ref JsonCursor cursor)
    {
        cursor.BeginObject("timeouts");
        var timeouts = new IpvsTimeout();
        while (cursor.ReadKey())
        {
            if (cursor.Is("tcp"u8))
            {
                timeouts.Tcp = TimeSpan.FromSeconds(cursor.ReadNumber("tcp", 1, MostSeconds));
            }
            else if (cursor.Is("tcpFin"u8))
            {
                timeouts.TcpFin = TimeSpan.FromSeconds(cursor.ReadNumber("tcpFin", 1, MostSeconds));
            }
            else if (cursor.Is("udp"u8))
            {
                timeouts.Udp = TimeSpan.FromSeconds(cursor.ReadNumber("udp", 1, MostSeconds));
            }
            else
            {
                throw cursor.UnknownKey("timeouts", "tcp, tcpFin and udp, in seconds");
            }
        }

        return timeouts;
    }

    public static List<IpvsSyncDaemon> ReadSyncDaemons(ref JsonCursor cursor)
    {
        cursor.BeginArray("syncDaemons");
        TextPosition position = cursor.Position;
        var daemons = new List<IpvsSyncDaemon>();
        while (cursor.ReadObject("a sync daemon"))
        {
            position = cursor.Position;
            daemons.Add(ReadSyncDaemon(ref cursor));
            ConfigurationRules.Check(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(daemons), position);
        }

        return daemons;
    }

    private static IpvsSyncDaemon ReadSyncDaemon(ref JsonCursor cursor)
    {
        var daemon = new IpvsSyncDaemon { State = 0 };
        while (cursor.ReadKey())
        {
            if (cursor.Is("state"u8))
            {
                daemon.State = cursor.ReadChoice("state", "Master"u8, IpvsSyncState.Master, "Backup"u8, IpvsSyncState.Backup);
            }
            else if (cursor.Is("interface"u8))
            {
                daemon.Interface = cursor.ReadText("interface");
            }
            else if (cursor.Is("syncId"u8))
            {
                daemon.SyncId = (int)cursor.ReadNumber("syncId", 0, byte.MaxValue);
            }
            else if (cursor.Is("maxLength"u8))
            {
                daemon.MaxLength = (int)cursor.ReadNumber("maxLength", 1, ushort.MaxValue);
            }
            else if (cursor.Is("multicastGroup"u8))
            {
                daemon.MulticastGroup = cursor.ReadAddress("multicastGroup").ToIPAddress();
            }
            else if (cursor.Is("multicastPort"u8))
            {
                daemon.MulticastPort = (int)cursor.ReadNumber("multicastPort", IPEndPoint.MinPort + 1, IPEndPoint.MaxPort);
            }
            else if (cursor.Is("multicastTtl"u8))
            {
                daemon.MulticastTtl = (int)cursor.ReadNumber("multicastTtl", 1, byte.MaxValue);
            }
            else
            {
                throw cursor.UnknownKey(
                    "a sync daemon",
                    "state, interface, syncId, maxLength, multicastGroup, multicastPort and multicastTtl"
                );
            }
        }

        return daemon;
    }

    public static List<IpvsSetting> ReadSettings(ref JsonCursor cursor)
    {
        cursor.BeginObject("settings");
        var settings = new List<IpvsSetting>();
        while (cursor.ReadKey())
        {
            TextPosition position = cursor.Position;
            string name = cursor.Text;
            IpvsSettingDefinition definition = IpvsSettingCatalog.Find(name);
            if (name.Length == 0 || name.AsSpan().IndexOfAnyExcept(SettingLetters) >= 0)
            {
                throw ConfigurationRules.Error(
                    $"'{name}' is no name of a setting: it is written as under net.ipv4.vs, such as conn_reuse_mode.",
                    position
                );
            }

            if (settings.Exists(earlier => earlier.Name == name))
            {
                throw ConfigurationRules.Error($"the setting {name} is there twice: name each once.", position);
            }

            var setting = new IpvsSetting
            {
                Name = name,
                Value = ReadSettingValue(ref cursor, name),
                Description = definition.Description,
            };
            ConfigurationRules.Check(setting, position);
            settings.Add(setting);
        }

        return settings;
    }

    private static object ReadSettingValue(ref JsonCursor cursor, string name)
    {
        cursor.Read();
        switch (cursor.Type)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return cursor.Type == JsonTokenType.True;
            case JsonTokenType.String:
                return cursor.Text;
            case JsonTokenType.Number:
                long number = cursor.Number(name);
                return number is >= int.MinValue and <= int.MaxValue ? (int)number : number;
            case JsonTokenType.StartArray:
                var numbers = new List<int>();
                while (cursor.Read() && cursor.Type != JsonTokenType.EndArray)
                {
                    numbers.Add((int)cursor.Number(name, int.MinValue, int.MaxValue));
                }

                return numbers.ToArray();
            default:
                throw cursor.Wrong(name, "true or false, a number, two numbers in [ ], or a text");
        }
    }
}
