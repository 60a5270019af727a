using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IpvsPS.Help;

/// <summary>One key of a <see cref="YamlBlock"/>: a value, a list of values, or a list of maps.</summary>
internal sealed record YamlEntry(int Line, string Value)
{
    public List<string> Items { get; } = [];

    public List<(int Line, Dictionary<string, string> Map)> Maps { get; } = [];
}

/// <summary>The map of a yaml block or of a page's front matter.</summary>
internal sealed class YamlBlock
{
    private readonly Dictionary<string, YamlEntry> _entries = [];
    private readonly Action<int, string> _report;

    private YamlBlock(int firstLine, Action<int, string> report)
    {
        FirstLine = firstLine;
        _report = report;
    }

    /// <summary>The file's line that the first key stands on.</summary>
    public int FirstLine { get; }

    public IEnumerable<string> Keys => _entries.Keys;

    public YamlEntry? this[string key] => _entries.GetValueOrDefault(key);

    public static YamlBlock Parse(string text, int firstLine, Action<int, string> report)
    {
        var block = new YamlBlock(firstLine, report);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                block.Read(root);
            }
            else if (text.Trim().Length > 0)
            {
                report(firstLine, "This is not YAML's 'key: value' lines.");
            }
        }
        catch (YamlException e)
        {
            report(block.LineOf(e.Start), e.Message);
        }

        return block;
    }

    /// <summary>The value of a key; a missing one is a fault.</summary>
    public string Require(string key)
    {
        if (_entries.TryGetValue(key, out YamlEntry? entry))
        {
            return entry.Value;
        }

        _report(FirstLine, $"'{key}:' is missing.");
        return string.Empty;
    }

    private int LineOf(Mark mark) => FirstLine + (int)mark.Line - 1;

    private void Read(YamlMappingNode root)
    {
        foreach ((YamlNode key, YamlNode value) in root)
        {
            var entry = new YamlEntry(LineOf(key.Start), TextOf(value));
            foreach (YamlNode item in value as YamlSequenceNode ?? [])
            {
                if (item is YamlMappingNode map)
                {
                    entry.Maps.Add((LineOf(item.Start), map.ToDictionary(pair => TextOf(pair.Key), pair => TextOf(pair.Value))));
                }
                else
                {
                    entry.Items.Add(TextOf(item));
                }
            }

            _entries.Add(TextOf(key), entry);
        }
    }

    private static string TextOf(YamlNode node) => (node as YamlScalarNode)?.Value ?? string.Empty;
}
