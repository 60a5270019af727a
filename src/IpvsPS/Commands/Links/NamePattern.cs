using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>
/// The name of a link or of a kind, or a wildcard over names. Case counts, since <c>Eth0</c> and <c>eth0</c> are
/// two links.
/// </summary>
internal sealed class NamePattern(string text)
{
    private readonly WildcardPattern? _pattern = WildcardPattern.ContainsWildcardCharacters(text) ? new WildcardPattern(text) : null;

    /// <summary>The text as it was typed.</summary>
    public string Text => text;

    /// <summary>The name that a text without wildcards stands for: escaped wildcards are plain characters in it.</summary>
    public string Literal { get; } = WildcardPattern.Unescape(text);

    public bool IsWildcard => _pattern is not null;

    /// <summary>A pattern for each text; null where none was given.</summary>
    public static NamePattern[]? ParseAll(string[]? texts) =>
        texts is null ? null : Array.ConvertAll(texts, text => new NamePattern(text));

    public bool Matches(string name) => _pattern?.IsMatch(name) ?? name == Literal;
}
