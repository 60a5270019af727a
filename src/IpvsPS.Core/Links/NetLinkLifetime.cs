namespace IpvsPS;

/// <summary>How long an address lives, as users type it: a number of seconds, a TimeSpan, or <c>forever</c>.</summary>
public readonly record struct NetLinkLifetime
{
    private const string ForeverText = "forever";

    /// <summary>Makes a lifetime of whole seconds.</summary>
    /// <param name="seconds">Seconds.</param>
    public NetLinkLifetime(int seconds) => Value = TimeSpan.FromSeconds(seconds);

    /// <summary>Makes a lifetime from a TimeSpan.</summary>
    /// <param name="value">The time.</param>
    public NetLinkLifetime(TimeSpan value) => Value = value;

    /// <summary>Makes a lifetime from its text.</summary>
    /// <param name="text">Seconds such as <c>300</c>, <c>hh:mm:ss</c>, or <c>forever</c>.</param>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public NetLinkLifetime(string text) => this = Parse(text);

    /// <summary>The time, or null for ever.</summary>
    public TimeSpan? Value { get; }

    /// <summary>Parses seconds such as <c>300</c>, <c>hh:mm:ss</c>, or <c>forever</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The lifetime.</returns>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public static NetLinkLifetime Parse(string text)
    {
        if (text.Trim().Equals(ForeverText, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        try
        {
            return new NetLinkLifetime(IpvsTimeSpan.Parse(text).Value);
        }
        catch (FormatException)
        {
            throw new FormatException($"'{text}' is no lifetime: write seconds, such as 300, hh:mm:ss, such as 00:05:00, or forever.");
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns><c>hh:mm:ss</c>, with days in front where there are any, or <c>forever</c>.</returns>
    public override string ToString() => Value is { } time ? new IpvsTimeSpan(time).ToString() : ForeverText;
}
