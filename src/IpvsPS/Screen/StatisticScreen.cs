using IpvsPS.Statistics;

namespace IpvsPS.Screen;

/// <summary>The screen as it goes: reads, draws, and does what the keys say.</summary>
internal sealed class StatisticScreen(ScreenReader reader, ScreenTerminal terminal, TimeSpan interval)
{
    /// <summary>From one look at the keyboard and at the terminal's size to the next.</summary>
    private static readonly TimeSpan KeyTime = TimeSpan.FromMilliseconds(50);

    private ScreenRows _rows = new([], new ScreenView());
    private (int Width, int Height) _size;

    /// <summary>What is seen.</summary>
    public required ScreenView View { get; set; }

    /// <summary>Whether the terminal has ASCII only.</summary>
    public bool IsAscii { get; init; }

    /// <summary>The key that was pressed; null for none.</summary>
    public required Func<ScreenKey?> ReadKey { get; init; }

    /// <summary>The terminal's columns and lines.</summary>
    public required Func<(int Width, int Height)> Size { get; init; }

    /// <summary>Suspends or resumes a real server outside of the screen, and returns what has come of it.</summary>
    public required Func<ScreenRow, ScreenAction, string> Act { get; init; }

    private int Height => ScreenRenderer.RowsOf(_size.Height);

    /// <summary>Goes on until the key q, the last reading that is asked for, or the last table that cannot be read.</summary>
    /// <param name="count">How many readings there are after the first; null for no end.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled. The terminal is as it was.</exception>
    public void Run(int? count, CancellationToken cancellation)
    {
        try
        {
            // The first reading comes before the screen is taken: what cannot be read at all is an error and no screen.
            _size = Size();
            Read(cancellation);
            terminal.Enter();
            var pace = new Pace(interval, TimeProvider.System);
            for (int done = 0; !reader.IsOver && (count is null || done < count); done += View.IsPaused ? 0 : 1)
            {
                Draw();
                if (!ListenFor(pace.Next(), cancellation))
                {
                    return;
                }

                if (!View.IsPaused)
                {
                    Read(cancellation);
                }
            }
        }
        finally
        {
            terminal.Leave();
        }
    }

    private void Read(CancellationToken cancellation)
    {
        int failures = reader.Failures.Count;
        reader.ReadServices(cancellation);
        Arrange();
        reader.ReadServers(Seen());
        reader.ReadInTurn(cancellation);
        Arrange();
        if (reader.Failures.Count > failures)
        {
            View = View with { Message = $"Not read any more: {reader.Failures[^1].Cause.SourceException.Message}" };
        }
    }

    /// <summary>Puts the rows in order, and scrolls to the chosen one.</summary>
    private void Arrange()
    {
        _rows = ScreenRows.Of(reader.Services, View);
        View = _rows.Scroll(View, Height);
    }

    private List<ScreenService> Seen() => [.. _rows.Range(View.First, Height).Select(row => row.Service).Distinct()];

    private void Draw()
    {
        // Those that a key has brought into sight have their turn now.
        if (!View.IsPaused && reader.ReadServers(Seen()))
        {
            Arrange();
        }

        ScreenLine[] lines = ScreenRenderer.Draw(reader.Picture(View, _rows, IsAscii), _size.Width, _size.Height);
        terminal.Show(lines, _size.Width);
    }

    /// <summary>Does what keys say until the time is over; false where one ends the screen.</summary>
    private bool ListenFor(TimeSpan time, CancellationToken cancellation)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (time - System.Diagnostics.Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            cancellation.WaitHandle.WaitOne(left < KeyTime ? left : KeyTime);
            cancellation.ThrowIfCancellationRequested();
            bool isChanged = terminal.IsStale;
            if (Size() is var size && size != _size)
            {
                isChanged = true;
                _size = size;
                Arrange();
            }

            while (ReadKey() is { } key)
            {
                isChanged = true;
                if (!Press(key, cancellation))
                {
                    return false;
                }
            }

            if (isChanged)
            {
                Draw();
            }
        }

        return true;
    }

    private bool Press(ScreenKey key, CancellationToken cancellation)
    {
        (View, ScreenAction action) = ScreenKeys.Press(View, key, _rows, Math.Max(1, Height));
        if (action is ScreenAction.Suspend or ScreenAction.Resume)
        {
            ScreenRow row = _rows[_rows.PlaceOf(View.Selected)];
            terminal.Leave();
            string message = Act(row, action);
            terminal.Enter();
            Read(cancellation);
            View = View with { Message = message };
        }
        else
        {
            Arrange();
        }

        return action != ScreenAction.Quit;
    }
}
