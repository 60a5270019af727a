namespace IpvsPS.Help;

/// <summary>One key of a <see cref="YamlBlock"/>: a value, a list of values, or a list of maps.</summary>
internal sealed record YamlEntry(int Line, string Value)
{
    public List<string> Items { get; } = [];

    public List<(int Line, Dictionary<string, string> Map)> Maps { get; } = [];
}

/// <summary>The little YAML that pages use: <c>key: value</c> lines, lists of values, and lists of flat maps.</summary>
internal sealed class YamlBlock
{
    private readonly Dictionary<string, YamlEntry> _entries = [];
    private readonly Action<int, string> _report;
    private YamlEntry? _last;

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
        int number = firstLine;
        foreach (string line in text.Split('\n'))
        {
            block.Read(line.TrimEnd(), number++);
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

    private void Read(string line, int number)
    {
        string trimmed = line.TrimStart();
        if (trimmed.Length == 0)
        {
            return;
        }

        if (trimmed == "-" || trimmed.StartsWith("- ", StringComparison.Ordinal))
        {
            ReadItem(trimmed[1..].Trim(), number);
        }
        else if (!TrySplit(trimmed, out string key, out string value))
        {
            _report(number, $"'{trimmed}' is not 'key: value'.");
        }
        else if (trimmed.Length < line.Length)
        {
            ReadMapValue(key, value, number);
        }
        else
        {
            ReadKey(key, value, number);
        }
    }

    private void ReadKey(string key, string value, int number)
    {
        _last = new YamlEntry(number, Unquote(value));
        if (value.StartsWith('[') && value.EndsWith(']'))
        {
            _last = new YamlEntry(number, string.Empty);
            _last.Items.AddRange(
                value[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Unquote)
            );
        }

        if (!_entries.TryAdd(key, _last))
        {
            _report(number, $"'{key}:' stands here twice.");
        }
    }

    private void ReadItem(string text, int number)
    {
        if (_last is null)
        {
            _report(number, $"'- {text}' belongs to no key.");
        }
        else if (TrySplit(text, out string key, out string value))
        {
            _last.Maps.Add((number, new Dictionary<string, string> { [key] = Unquote(value) }));
        }
        else
        {
            _last.Items.Add(Unquote(text));
        }
    }

    private void ReadMapValue(string key, string value, int number)
    {
        if (_last is not { Maps: [.., (_, Dictionary<string, string> map)] })
        {
            _report(number, $"'{key}:' is indented and belongs to no list item.");
        }
        else if (!map.TryAdd(key, Unquote(value)))
        {
            _report(number, $"'{key}:' stands here twice.");
        }
    }

    private static bool TrySplit(string text, out string key, out string value)
    {
        int colon = text.IndexOf(':');
        bool isPair = colon > 0 && text[0] is not ('\'' or '"') && (colon == text.Length - 1 || text[colon + 1] == ' ');
        key = isPair ? text[..colon] : string.Empty;
        value = isPair ? text[(colon + 1)..].Trim() : string.Empty;
        return isPair;
    }

    private static string Unquote(string text) => text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : text;
}
