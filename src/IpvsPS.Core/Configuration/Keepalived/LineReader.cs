namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// The lines of a configuration as its blocks see them: files and their includes, macros, sequences and lines for other
/// hosts are resolved, and every brace stands on a line of its own.
/// </summary>
internal sealed class LineReader
{
    /// <summary>keepalived's line buffer less its end (MAXBUF in lib/parser.h).</summary>
    private const int LongestLine = 1023;

    private readonly KeepalivedReadOptions _options;
    private readonly RemarkList _remarks;
    private readonly string _configurationId;
    private readonly MacroTable _macros;
    private readonly Stack<Sequence> _sequences = new();
    private readonly Stack<Pending> _pending = new();
    private readonly Stack<LinePosition> _open = new();
    private string? _residue;
    private Macro? _collecting;
    private int _made;

    public LineReader(KeepalivedReadOptions options, RemarkList remarks)
    {
        _options = options;
        _remarks = remarks;
        _configurationId = options.ConfigurationId ?? Environment.MachineName.Split('.')[0];
        Files = new IncludeStack(options, remarks);
        _macros = new MacroTable(options, _configurationId, () => Files.Directory);
    }

    public IncludeStack Files { get; }

    public LinePosition Position => Files.Position;

    /// <summary>Where the outermost block begins that is open; null where none is.</summary>
    public LinePosition? OpenBlock => _open.Count == 0 ? null : _open.Last();

    /// <summary>The next line that is not empty, or null at the end.</summary>
    /// <exception cref="IpvsConfigurationException">Something has no end, or a file that must be there is not.</exception>
    public ConfigLine? Read()
    {
        while (true)
        {
            string? line;
            do
            {
                line = NextRaw();
                if (line is null)
                {
                    return null;
                }

                line = Resolve(line);
            } while (line.Length == 0 || Files.TryInclude(line));

            line = SplitAtBrace(line);
            Count(line);
            string[] words = ConfigText.Split(line, out bool isUnterminated);
            if (isUnterminated)
            {
                _remarks.PassedOver(
                    Position,
                    words.Length > 0 ? words[0] : "\"",
                    "a quote is not closed, and what follows it is passed over."
                );
            }

            if (words.Length > 0)
            {
                return new ConfigLine(line, words, Position);
            }
        }
    }

    /// <summary>The lines that are left of a macro over several lines, and how many sequences were open before it.</summary>
    private sealed record Pending(string Text, int SequenceDepth)
    {
        public int At { get; set; }
    }

    private string? NextRaw()
    {
        if (_residue is { } residue)
        {
            _residue = null;
            return residue;
        }

        if (_sequences.Count > (_pending.TryPeek(out Pending? pending) ? pending.SequenceDepth : 0))
        {
            CountMade();
            Sequence sequence = _sequences.Peek();
            if (!sequence.Next(_macros))
            {
                _sequences.Pop();
            }

            return sequence.Text;
        }

        if (pending is not null)
        {
            CountMade();
            return NextOf(pending);
        }

        return NextOfFiles();
    }

    private string NextOf(Pending pending)
    {
        int newline = pending.Text.IndexOf('\n', pending.At);
        int end = newline < 0 ? pending.Text.Length : newline;
        string line = pending.Text[pending.At..end];
        pending.At = end + 1;
        if (newline < 0)
        {
            _pending.Pop();
        }

        return line;
    }

    private string? NextOfFiles()
    {
        while (Files.ReadLine() is { } raw)
        {
            if (raw.Length == 0)
            {
                EndCollecting();
                continue;
            }

            if (raw.Length > LongestLine)
            {
                _remarks.PassedOver(Position, raw[..20], $"the line has more than {LongestLine} characters.");
                continue;
            }

            string line = ConfigText.WithoutComment(raw, out bool isUnterminated);
            if (isUnterminated)
            {
                _remarks.PassedOver(Position, "\"", "a quote is not closed.");
            }

            if (line.Length > 0)
            {
                return line;
            }
        }

        EndCollecting();
        return null;
    }

    private void CountMade()
    {
        if (++_made > _options.MostMadeLines)
        {
            throw KeepalivedErrors.At(Position, $"macros and sequences make more than {_options.MostMadeLines} lines.");
        }
    }

    /// <summary>
    /// Takes off the name of the host, reads definitions and sequences, and replaces macros; empty where nothing is left.
    /// </summary>
    private string Resolve(string line)
    {
        if (_collecting is not null)
        {
            Collect(line);
            return string.Empty;
        }

        while (line.Length > 0)
        {
            if (line[0] == '@' && !ConfigText.TakeOffHost(ref line, _configurationId))
            {
                return string.Empty;
            }

            if (line.StartsWith('$') && _macros.TryDefine(line) is { } macro)
            {
                _collecting = macro.IsMultiline ? macro : null;
                return string.Empty;
            }

            if (line.StartsWith("~SEQ", StringComparison.Ordinal) || line.StartsWith("~LST", StringComparison.Ordinal))
            {
                Begin(line);
                return string.Empty;
            }

            if (line.StartsWith('~') || !line.Contains('$') || !_macros.Replace(ref line, Position, Push))
            {
                return line;
            }

            line = ConfigText.WithoutComment(line, out _);
            if (!line.StartsWith('@') && !line.Contains('$'))
            {
                return line;
            }
        }

        return line;
    }

    private void Push(string rest)
    {
        if (_pending.Count > _options.MostMadeLines / 1000)
        {
            throw KeepalivedErrors.At(Position, "a macro over several lines leads back to itself.");
        }

        _pending.Push(new Pending(rest, _sequences.Count));
    }

    private void Begin(string line)
    {
        if (Sequence.Parse(line, _macros, Position) is { } sequence)
        {
            if (_sequences.Count >= 1000)
            {
                throw KeepalivedErrors.At(Position, "sequences lead back to themselves.");
            }

            _sequences.Push(sequence);
        }
        else
        {
            _remarks.PassedOver(
                Position,
                line[..4],
                $"'{line}' is no sequence: write ~SEQ(name, first, step, last) text or ~LST(name, a, b) text."
            );
        }
    }

    private void Collect(string line)
    {
        bool isContinued = line.EndsWith('\\');
        string text = isContinued ? line[..^1].TrimEnd(' ', '\t') : line;
        if (text.Length > 0)
        {
            _collecting!.Value += isContinued ? text + '\n' : text;
            if (_collecting.Value.Length > _options.MostBytes)
            {
                throw KeepalivedErrors.At(Position, "a macro over several lines has no end.");
            }
        }

        if (!isContinued)
        {
            EndCollecting();
        }
    }

    private void EndCollecting()
    {
        if (_collecting is { Value.Length: 0 })
        {
            _collecting.IsMultiline = false;
        }

        _collecting = null;
    }

    /// <summary>Returns what stands before the first brace outside quotes, or the brace, and keeps the rest for the next line.</summary>
    private string SplitAtBrace(string line)
    {
        int brace = ConfigText.FindBrace(line);
        if (brace < 0)
        {
            return line.TrimEnd(' ', '\t');
        }

        int cut = brace > 0 ? brace : 1;
        string rest = line[cut..].Trim(' ', '\t');
        _residue = rest.Length > 0 ? rest : null;
        return line[..cut].TrimEnd(' ', '\t');
    }

    private void Count(string line)
    {
        if (line == "{")
        {
            _open.Push(Position);
        }
        else if (line == "}" && !_open.TryPop(out _))
        {
            _remarks.PassedOver(Position, "}", "it closes no block.");
        }
    }
}
