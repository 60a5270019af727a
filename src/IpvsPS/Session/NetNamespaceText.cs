using System.Runtime.CompilerServices;

namespace IpvsPS.Session;

/// <summary>
/// The text that stands for a network namespace in the module's objects: its name, else its path, and empty for the home
/// namespace. The texts made here remember which namespace that was, by the very string and not by its letters: while the
/// object lives, -NetNamespace with its text acts in that namespace or in none. A copy of the letters, as a CSV file or a
/// job makes it, is a name like one that is typed.
/// </summary>
internal static class NetNamespaceText
{
    private static readonly ConditionalWeakTable<NetNamespace, string> Texts = [];
    private static readonly ConditionalWeakTable<string, NetNamespace> Namespaces = [];

    /// <summary>The text of a namespace; null for none.</summary>
    public static string? Of(NetNamespace? netns) =>
        netns is null ? null
        : netns.Name is null && netns.Path is null ? string.Empty
        : Texts.GetValue(netns, Make);

    /// <summary>The namespace that a text stands for; of one that was not made here, whatever has that name when it is used.</summary>
    /// <exception cref="FormatException">The text names no namespace; the message says what is wrong with it.</exception>
    public static NetNamespace Read(string text) =>
        text.Length == 0 ? new NetNamespace()
        : Namespaces.TryGetValue(text, out NetNamespace? netns) ? netns
        : new NetNamespace(text);

    /// <summary>The namespace that a text of this class was made for; null for any other text.</summary>
    public static NetNamespace? TryFind(string text) => Namespaces.TryGetValue(text, out NetNamespace? netns) ? netns : null;

    private static string Make(NetNamespace netns)
    {
        // A string of its own, so that no other text is taken for it.
        var text = new string((netns.Name ?? netns.Path!).AsSpan());
        Namespaces.Add(text, netns);
        return text;
    }
}
