namespace IpvsPS.Lab.Session;

/// <summary>What a line of a session is.</summary>
internal enum SessionLineKind
{
    Typed,
    Header,
    Shown,
    Error,
    Warning,
    Dim,
}

/// <summary>One line of a session, as a console shows it.</summary>
internal sealed record SessionLine(SessionLineKind Kind, string Text);
