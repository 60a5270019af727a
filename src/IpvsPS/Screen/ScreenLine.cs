namespace IpvsPS.Screen;

/// <summary>How cells look.</summary>
internal enum ScreenStyle
{
    Plain,

    /// <summary>Titles.</summary>
    Head,

    /// <summary>What does nothing at the moment.</summary>
    Dim,

    /// <summary>What takes no connections and should.</summary>
    Bad,

    /// <summary>What is held back on purpose, or near its limit.</summary>
    Warning,

    /// <summary>The chosen row.</summary>
    Chosen,
}

/// <summary>A line of the screen: its cells, one a character, in one style.</summary>
/// <param name="Text">The cells.</param>
/// <param name="Style">How they look.</param>
internal readonly record struct ScreenLine(string Text, ScreenStyle Style);
