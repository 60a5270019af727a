namespace IpvsPS.Lab.Session;

/// <summary>Types a script into a session of its own, statement by statement, and keeps what a console would show.</summary>
internal static class SessionRecording
{
    private const int Columns = 110;

    public static IReadOnlyList<SessionLine> Record(string script)
    {
        using var session = new PromptSession();
        return [.. ScriptText.Statements(script).SelectMany(statement => Typed(statement).Concat(Shown(session, statement)))];
    }

    private static IEnumerable<SessionLine> Typed(string statement) =>
        $"PS> {statement.ReplaceLineEndings("\n>> ")}".Split('\n').Select(line => new SessionLine(SessionLineKind.Typed, line));

    private static IEnumerable<SessionLine> Shown(PromptSession session, string statement)
    {
        string shown = session.Type(statement, out bool succeeded);
        if (shown.Length == 0)
        {
            return [];
        }

        string[] lines = shown[..^1].Split('\n');
        int ruler = Array.FindIndex(lines, line => line.StartsWith("---", StringComparison.Ordinal));
        return lines.SelectMany(
            (line, index) =>
                Wrap(line.TrimEnd())
                    .Select(part => new SessionLine(
                        !succeeded ? SessionLineKind.Error
                            : index <= ruler ? SessionLineKind.Header
                            : SessionLineKind.Shown,
                        part
                    ))
        );
    }

    /// <summary>A console breaks long lines at its edge.</summary>
    private static IEnumerable<string> Wrap(string line) =>
        line.Length <= Columns ? [line] : line.Chunk(Columns).Select(part => new string(part));
}
