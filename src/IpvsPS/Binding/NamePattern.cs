using System.Management.Automation;

namespace IpvsPS.Binding;

/// <summary>
/// The name of a link or of a kind, or a wildcard over names. Case counts, since <c>Eth0</c> and <c>eth0</c> are
/// two links.
/// </summary>
internal sealed class NamePattern
{
    private readonly WildcardPattern? _pattern;

    /// <summary>What a typed text means: with wildcards a pattern, without them a name.</summary>
    public NamePattern(string text)
    {
        Text = text;
        Literal = WildcardPattern.Unescape(text);
        _pattern = WildcardPattern.ContainsWildcardCharacters(text) ? new WildcardPattern(text, WildcardOptions.CultureInvariant) : null;
    }

    private NamePattern(string text, string literal)
    {
        Text = text;
        Literal = literal;
    }

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>The name that a text without wildcards stands for: escaped wildcards are plain characters in it.</summary>
    public string Literal { get; }

    public bool IsWildcard => _pattern is not null;

    /// <summary>A name as it is, whatever its letters: what came down the pipeline.</summary>
    public static NamePattern Of(string name) => new(name, name);

    /// <summary>A pattern for each typed text; null where none was given.</summary>
    public static NamePattern[]? ParseAll(string[]? texts) => texts is null ? null : Array.ConvertAll(texts, text => new NamePattern(text));

    /// <summary>Whether it is one of the link's names, its alternative names among them.</summary>
    public bool Matches(NetLink link) =>
        _pattern is null ? link.IsNamed(Literal) : _pattern.IsMatch(link.Name) || Array.Exists(link.AlternativeNames, _pattern.IsMatch);

    public bool Matches(string name) => _pattern?.IsMatch(name) ?? name == Literal;
}
