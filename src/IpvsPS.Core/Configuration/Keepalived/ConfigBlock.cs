namespace IpvsPS.Configuration.Keepalived;

/// <summary>What a block makes of a line.</summary>
internal enum ReactionKind
{
    /// <summary>The line is done with.</summary>
    Done,

    /// <summary>The block has no such word.</summary>
    Unknown,

    /// <summary>A block of words begins, with words of its own.</summary>
    Enter,

    /// <summary>A block of plain values begins: addresses, names.</summary>
    Values,

    /// <summary>A block begins that is passed over.</summary>
    Skip,

    /// <summary>A block begins whose heading is wrong: keepalived passes it over.</summary>
    SkipInside,
}

/// <summary>What a block makes of a line, with the block that begins.</summary>
internal readonly record struct Reaction(ReactionKind Kind, ConfigBlock? Block = null, Action<ConfigLine>? Value = null, Action? End = null)
{
    public static Reaction Done => new(ReactionKind.Done);

    public static Reaction Unknown => new(ReactionKind.Unknown);

    public static Reaction Skip => new(ReactionKind.Skip);

    public static Reaction SkipInside => new(ReactionKind.SkipInside);

    public static Reaction Enter(ConfigBlock block) => new(ReactionKind.Enter, block);

    public static Reaction Values(Action<ConfigLine> value, Action end) => new(ReactionKind.Values, null, value, end);
}

/// <summary>A block of a configuration: the words that may stand in it.</summary>
internal abstract class ConfigBlock
{
    /// <summary>Takes a line.</summary>
    /// <exception cref="IpvsConfigurationException">A word is missing without which keepalived ends.</exception>
    public abstract Reaction Read(ConfigLine line);

    /// <summary>The block is at its end.</summary>
    public virtual void Close() { }
}

/// <summary>
/// Leads lines to blocks in the way of keepalived, mistakes included: a word that it does not know is passed over without
/// the braces behind it, so that they open and close other blocks.
/// </summary>
internal sealed class BlockReader(LineReader lines, RemarkList remarks)
{
    /// <summary>How many braces of a block that is passed over are open; -1 before the first.</summary>
    private int _skipped;

    /// <exception cref="IpvsConfigurationException">The text ends inside a block, or holds what ends keepalived.</exception>
    public void Read(ConfigBlock root)
    {
        Run(root, level: 0);
        if (lines.OpenBlock is { } open)
        {
            throw KeepalivedErrors.At(open, "the block that begins here is not closed: a } is missing.");
        }
    }

    /// <returns>Whether the block was passed over.</returns>
    private bool Run(ConfigBlock block, int level)
    {
        bool needsBrace = level > 0;
        while (lines.Read() is { } line)
        {
            bool isOpening = line.Keyword == "{";
            if (_skipped < 0)
            {
                _skipped = isOpening ? 1 : 0;
                if (isOpening)
                {
                    needsBrace = false;
                    continue;
                }
            }

            if (_skipped > 0)
            {
                if (SkipsToEnd(line) && level > 0)
                {
                    return true;
                }

                continue;
            }

            if (needsBrace || isOpening)
            {
                Remark(line, needsBrace, isOpening);
                needsBrace = false;
                if (isOpening)
                {
                    continue;
                }
            }

            if (line.Keyword == "}" && level > 0)
            {
                break;
            }

            React(block.Read(line), line, level);
        }

        return false;
    }

    private void Remark(ConfigLine line, bool needsBrace, bool isOpening)
    {
        if (needsBrace && !isOpening)
        {
            remarks.PassedOver(line.Position, line.Keyword, "a { is missing before it, and keepalived goes on as if it stood there.");
        }
        else if (!needsBrace)
        {
            remarks.PassedOver(
                line.Position,
                "{",
                "no block begins here: keepalived passes the brace over, and the } that belongs to it closes the block around."
            );
        }
    }

    private void React(Reaction reaction, ConfigLine line, int level)
    {
        switch (reaction.Kind)
        {
            case ReactionKind.Unknown:
                remarks.PassedOver(line.Position, line.Keyword, "keepalived knows no such word here.");
                break;
            case ReactionKind.Enter when !Run(reaction.Block!, level + 1):
                reaction.Block!.Close();
                break;
            case ReactionKind.Values:
                RunValues(reaction.Value!);
                reaction.End!();
                break;
            case ReactionKind.Skip:
                _skipped = -1;
                break;
            case ReactionKind.SkipInside:
                _skipped = -1;
                Run(PassedOverBlock.Instance, level + 1);
                break;
        }
    }

    /// <summary>Counts the braces of a block that is passed over, and says whether it ends with the line.</summary>
    private bool SkipsToEnd(ConfigLine line)
    {
        foreach (string word in line.Words)
        {
            _skipped +=
                word == "{" ? 1
                : word == "}" ? -1
                : 0;
            if (_skipped == 0)
            {
                return true;
            }
        }

        return false;
    }

    private void RunValues(Action<ConfigLine> value)
    {
        bool needsBrace = true;
        while (lines.Read() is { } line)
        {
            if (needsBrace)
            {
                needsBrace = false;
                if (line.Keyword == "{")
                {
                    continue;
                }

                Remark(line, needsBrace: true, isOpening: false);
            }

            if (line.Keyword == "}")
            {
                return;
            }

            value(line);
        }
    }

    /// <summary>Takes every word of a block whose heading is wrong and that has no brace.</summary>
    private sealed class PassedOverBlock : ConfigBlock
    {
        public static PassedOverBlock Instance { get; } = new();

        public override Reaction Read(ConfigLine line) => Reaction.Done;
    }
}
