using System.Management.Automation.Runspaces;

namespace IpvsPS.Binding;

/// <summary>Another host: an open session to it, or its name as ssh takes it. A string and a PSSession convert to it.</summary>
public readonly record struct RemoteHostArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">A name or an address, with user and port if they differ: <c>lb2</c>, <c>root@lb2:2222</c>.</param>
    /// <exception cref="FormatException">The text is no host; the message says what to write.</exception>
    public RemoteHostArgument(string text)
    {
        // ssh would take what begins with a hyphen for one of its options.
        if (string.IsNullOrEmpty(text) || text.StartsWith('-') || text.Any(char.IsWhiteSpace))
        {
            throw new FormatException($"'{text}' is no host: write a name such as lb2 or root@lb2, or give a session of New-PSSession.");
        }

        Name = text;
    }

    /// <summary>Makes it from a session.</summary>
    /// <param name="session">The session; it stays open.</param>
    public RemoteHostArgument(PSSession session) => (Name, Session) = (session.ComputerName, session);

    /// <summary>The host's name; null only in a default value.</summary>
    public string? Name { get; }

    internal PSSession? Session { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The host.</returns>
    /// <exception cref="FormatException">As the constructor's.</exception>
    public static RemoteHostArgument Parse(string text) => new(text);

    /// <summary>The host's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name ?? string.Empty;
}
