using System.Text;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Which of an include's failures end the reading; values as keepalived's <c>include_check</c> words.</summary>
[Flags]
internal enum IncludeChecks
{
    None = 0,

    /// <summary>A file that matches cannot be read, is a directory or can be executed.</summary>
    Read = 1,

    /// <summary>A file that is named without wildcards is missing.</summary>
    Match = 2,

    /// <summary>Wildcards match nothing.</summary>
    WildcardMatch = 4,

    /// <summary>One of the names in braces is missing.</summary>
    BraceMatch = 8,
}

/// <summary>The files that are being read: the innermost include on top. It gives their lines one by one.</summary>
internal sealed class IncludeStack(KeepalivedReadOptions options, RemarkList remarks)
{
    /// <summary>Deeper than any file that means well.</summary>
    private const int DeepestInclude = 64;

    private readonly Stack<Include> _includes = new();
    private long _bytes;

    /// <summary>What the configuration's <c>include_check</c> makes an error of.</summary>
    public IncludeChecks Checks { get; set; }

    public LinePosition Position { get; private set; } = new(string.Empty, 0);

    /// <summary>Where names without a leading slash are looked for.</summary>
    public string Directory => _includes.TryPeek(out Include? include) ? include.File.Directory : System.IO.Directory.GetCurrentDirectory();

    /// <summary>Reads the text of the first file.</summary>
    /// <exception cref="IpvsConfigurationException">It is too large, or in no encoding that keepalived can read.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public void Start(Stream stream, string name) => _includes.Push(new Include(Load(stream, name, Directory), []));

    private OpenFile Load(Stream stream, string name, string directory)
    {
        var start = new LinePosition(name, 1);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        for (int count; (count = stream.Read(buffer)) > 0; bytes.Write(buffer, 0, count))
        {
            if ((_bytes += count) > options.MostBytes)
            {
                throw KeepalivedErrors.At(start, $"the configuration has more than {options.MostBytes} bytes.");
            }
        }

        ReadOnlySpan<byte> text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        if (text.StartsWith(new byte[] { 0xff, 0xfe }) || text.StartsWith(new byte[] { 0xfe, 0xff }))
        {
            throw KeepalivedErrors.At(
                start,
                "the file is UTF-16, which keepalived cannot read: save it as UTF-8 without a byte order mark."
            );
        }

        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            remarks.PassedOver(
                start,
                "byte order mark",
                "keepalived takes it for part of the first word, and does not know that word then: save the file without it."
            );
        }

        return new OpenFile(name, Path.GetFullPath(name, directory), Encoding.Latin1.GetString(text));
    }

    /// <summary>The next line of the innermost file, without its end; null where all are read.</summary>
    public string? ReadLine()
    {
        while (_includes.TryPeek(out Include? include))
        {
            if (include.File.ReadLine() is { } line)
            {
                Position = include.Position;
                if (!line.Contains('\0'))
                {
                    return line;
                }

                remarks.PassedOver(Position, "NUL", "the line holds a NUL character.");
            }
            else if (include.Waiting.TryDequeue(out string? next))
            {
                _includes.Pop();
                Position = _includes.TryPeek(out Include? outer) ? outer.Position : Position;
                Open(next, include.Waiting);
            }
            else
            {
                _includes.Pop();
                Position = _includes.TryPeek(out Include? outer) ? outer.Position : Position;
            }
        }

        return null;
    }

    /// <summary>Takes a line that is an include, of whatever kind, and opens what it names.</summary>
    /// <returns>Whether the line is one.</returns>
    /// <exception cref="IpvsConfigurationException">A file is missing that must be there, or includes itself.</exception>
    public bool TryInclude(string line)
    {
        const string keyword = "include";
        if (!line.StartsWith(keyword, StringComparison.Ordinal) || line.Length == keyword.Length)
        {
            return false;
        }

        char kind = line[keyword.Length];
        bool isPlain = char.IsWhiteSpace(kind);
        if (!isPlain && (line.Length == keyword.Length + 1 || !char.IsWhiteSpace(line[keyword.Length + 1]) || !"rmwba".Contains(kind)))
        {
            return false;
        }

        IncludeChecks checks =
            Checks
            | (
                isPlain
                    ? IncludeChecks.None
                    : kind switch
                    {
                        'r' => IncludeChecks.Read,
                        'm' => IncludeChecks.Read | IncludeChecks.Match,
                        'w' => IncludeChecks.Read | IncludeChecks.Match | IncludeChecks.WildcardMatch,
                        'b' => IncludeChecks.Read | IncludeChecks.BraceMatch,
                        _ => IncludeChecks.Read | IncludeChecks.Match | IncludeChecks.WildcardMatch | IncludeChecks.BraceMatch,
                    }
            );
        OpenMatches(line[(keyword.Length + (isPlain ? 1 : 2))..].Trim(' ', '\t'), checks);
        return true;
    }

    private void OpenMatches(string pattern, IncludeChecks checks)
    {
        if (!options.AllowIncludes)
        {
            throw KeepalivedErrors.At(Position, $"include {ConfigLine.Readable(pattern)}: files are not read from here.");
        }

        bool hasBraces = pattern.Contains('{');
        var waiting = new Queue<string>();
        foreach (string one in GlobPattern.ExpandBraces(ConfigLine.Readable(pattern)))
        {
            bool hasWildcards = GlobPattern.HasWildcards(one);
            IReadOnlyList<string> matches = GlobPattern.Find(one, Directory);
            if (matches.Count == 0)
            {
                IncludeChecks broken =
                    hasBraces ? IncludeChecks.BraceMatch | (hasWildcards ? 0 : IncludeChecks.Match)
                    : hasWildcards ? IncludeChecks.WildcardMatch
                    : IncludeChecks.Match;
                Missing(one, (checks & broken) != 0, isSilent: hasWildcards);
            }

            foreach (string path in matches)
            {
                if (Check(path, checks))
                {
                    waiting.Enqueue(path);
                }
            }
        }

        if (waiting.TryDequeue(out string? first))
        {
            Open(first, waiting);
        }
    }

    private void Missing(string pattern, bool isError, bool isSilent)
    {
        string reason = GlobPattern.HasWildcards(pattern) ? $"nothing matches {pattern}." : $"there is no file {pattern}.";
        if (isError)
        {
            throw KeepalivedErrors.At(Position, $"include: {reason}");
        }

        if (!isSilent)
        {
            remarks.PassedOver(Position, "include", reason);
        }
    }

    private bool Check(string path, IncludeChecks checks)
    {
        string? reason =
            System.IO.Directory.Exists(path) ? "is a directory"
            : !IsPlainFile(path) ? "is no regular file without the right to execute"
            : null;
        if (reason is null)
        {
            return true;
        }

        if ((checks & IncludeChecks.Read) != 0)
        {
            throw KeepalivedErrors.At(Position, $"include: {path} {reason}.");
        }

        remarks.PassedOver(Position, "include", $"{path} {reason}.");
        return false;
    }

    private static bool IsPlainFile(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var file = new FileInfo(path);
        FileSystemInfo target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return target.Exists
            && (target.Attributes & (FileAttributes.Device | FileAttributes.Directory)) == 0
            && (target.UnixFileMode & execute) == 0;
    }

    /// <summary>Opens a file that an include names; those that wait follow when it is read.</summary>
    private void Open(string path, Queue<string> waiting)
    {
        foreach (Include include in _includes)
        {
            if (include.File.FullPath == path || _includes.Count >= DeepestInclude)
            {
                string reason =
                    include.File.FullPath == path
                        ? "is being read already: it includes itself"
                        : $"is the {DeepestInclude}th include inside another";
                throw KeepalivedErrors.At(Position, $"include: {path} {reason}.");
            }
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            _includes.Push(new Include(Load(stream, path, Directory), waiting));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw KeepalivedErrors.At(Position, $"include: {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The file of an include that is being read, and those that come after it.</summary>
    private sealed record Include(OpenFile File, Queue<string> Waiting)
    {
        public LinePosition Position => new(File.Name, File.Line);
    }

    /// <summary>A file whose text is there, read up to some line.</summary>
    private sealed class OpenFile(string name, string fullPath, string text)
    {
        private int _at;

        public string Name { get; } = name;

        public string FullPath { get; } = fullPath;

        public string Directory { get; } = Path.GetDirectoryName(fullPath) ?? "/";

        public int Line { get; private set; }

        public string? ReadLine()
        {
            if (_at >= text.Length)
            {
                return null;
            }

            int newline = text.IndexOf('\n', _at);
            int end = newline < 0 ? text.Length : newline;
            string line = text[_at..end].TrimEnd('\r');
            _at = newline < 0 ? text.Length : newline + 1;
            Line++;
            return line;
        }
    }
}
