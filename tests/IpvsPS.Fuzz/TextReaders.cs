using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.Fuzz;

/// <summary>Targets of text: from /proc, from users and from files.</summary>
internal static class TextReaders
{
    /// <summary>What can be read can be written, and reads as the same. What ipvsadm saves can be said in JSON too.</summary>
    public static void Configuration(byte[] input, bool isJson)
    {
        ConfigurationTable table = ConfigurationFile.Read(new MemoryStream(input));
        byte[] inJson = Write(table, isJson: true);
        Expect(
            inJson.AsSpan().SequenceEqual(Write(ConfigurationFile.Read(new MemoryStream(inJson)), isJson: true)),
            "JSON that reads otherwise than it was written"
        );
        if (!isJson && table.Services.Count > 0)
        {
            byte[] saved = Write(table, isJson: false);
            Expect(
                saved.AsSpan().SequenceEqual(Write(ConfigurationFile.Read(new MemoryStream(saved)), isJson: false)),
                "saved lines that read otherwise than they were written"
            );
        }
    }

    /// <summary>What keepalived.conf comes to can be written as such again, and reads as the same.</summary>
    public static void Keepalived(byte[] input)
    {
        var options = new KeepalivedReadOptions
        {
            ConfigurationId = "lab",
            AllowIncludes = false,
            MostMadeLines = 60,
            MostServices = 60,
            Environment = new Dictionary<string, string>(),
        };
        KeepalivedReading reading = KeepalivedReader.Read(new MemoryStream(input), "fuzz.conf", options);
        Expect(reading.Remarks.All(remark => remark.Line > 0 && remark.Message.Length > 0), "a remark without a place or words");
        using var text = new StringWriter();
        IReadOnlyList<string> left = KeepalivedWriter.Write(reading.Configuration, text);
        if (left.Count == 0)
        {
            KeepalivedReading again = KeepalivedReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "fuzz.conf");
            Expect(Save(again).AsSpan().SequenceEqual(Save(reading)), "virtual servers that read otherwise than they were written");
        }
    }

    private static byte[] Save(KeepalivedReading reading)
    {
        using ConfigurationTable table = ConfigurationTable.From(reading.Configuration);
        return table.Services.Count == 0 ? [] : Write(table, isJson: false);
    }

    public static void Connections(byte[] input)
    {
        ForEachLine(
            input,
            line =>
            {
                if (IpvsConnectionText.Parse(line) is { } connection)
                {
                    _ = connection.ToString();
                    Expect(connection.ExpiresIn >= TimeSpan.Zero, "a connection that ended in the past");
                }
            }
        );
    }

    public static void Table(byte[] input)
    {
        var table = new IpvsProcTableText(ticksPerSecond: 250);
        int lines = 0;
        ForEachLine(input, line => lines += table.TryAdd(line) ? 1 : 0);
        table.Finish();
        Expect(lines == table.Services.Sum(entry => 1 + entry.Servers.Length), "a line that came to nothing");
        foreach ((IpvsService service, RealServer[] servers) in table.Services)
        {
            _ = service.ToString();
            var reference = new IpvsServiceReference(service);
            Expect(
                Array.TrueForAll(servers, server => new IpvsRealServer(reference, server).UpperThreshold is null),
                "a threshold that nobody told"
            );
        }
    }

    public static void Settings(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        foreach (IpvsSettingDefinition definition in IpvsSettingCatalog.All)
        {
            object value = IpvsSettingText.Read(definition, text);
            (string written, Problem<IpvsProblemCode>? problem) = IpvsSettingText.Write(definition, value);
            // What does not fit the kind stays text, and words such as on become figures.
            Expect(
                value is string
                    || problem is not null
                    || IpvsSettingText.Join(IpvsSettingText.Read(definition, written)) == IpvsSettingText.Join(value),
                "a setting that reads otherwise than it was written"
            );
            _ = IpvsSettingText.Write(definition, text);
        }
    }

    public static void Containers(byte[] input)
    {
        string? id = ContainerProcess.ReadContainerId(Encoding.UTF8.GetString(input));
        Expect(id is null || (id.Length == 64 && id.All(char.IsAsciiHexDigitLower)), "an id that is none");
    }

    public static void Endpoint(byte[] input)
    {
        InetEndpoint endpoint = InetEndpoint.Parse(Encoding.UTF8.GetString(input));
        Expect(InetEndpoint.Parse(endpoint.ToString()) == endpoint, "an endpoint that reads otherwise than it is written");
    }

    public static void Prefix(byte[] input)
    {
        InetPrefix prefix = InetPrefix.Parse(Encoding.UTF8.GetString(input));
        Expect(InetPrefix.Parse(prefix.ToString()) == prefix, "a prefix that reads otherwise than it is written");
    }

    public static void Names(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isLink = LinkName.DescribeInvalid(text) is null;
        Expect(
            !isLink || (Encoding.UTF8.GetByteCount(text) <= LinkName.MaxBytes && !text.Contains('/')),
            "a link's name that leads elsewhere"
        );
        var netns = new NetNamespace(text);
        Expect(
            netns.Name is null || Path.GetDirectoryName(Path.GetFullPath(netns.File!)) == NetNamespace.Directory,
            "a namespace's name that leads elsewhere"
        );
    }

    private delegate void LineReader(ReadOnlySpan<byte> line);

    private static void ForEachLine(byte[] input, LineReader read)
    {
        for (ReadOnlySpan<byte> rest = input; !rest.IsEmpty; )
        {
            int end = rest.IndexOf((byte)'\n');
            read(end < 0 ? rest : rest[..end]);
            rest = rest[(end < 0 ? rest.Length : end + 1)..];
        }
    }

    private static byte[] Write(ConfigurationTable table, bool isJson)
    {
        using var stream = new MemoryStream();
        ConfigurationFile.Write(table, stream, isJson);
        return stream.ToArray();
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FuzzFindingException(otherwise);
        }
    }
}
