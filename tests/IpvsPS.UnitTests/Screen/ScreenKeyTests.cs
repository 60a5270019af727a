using IpvsPS.Screen;
using Xunit;

namespace IpvsPS.UnitTests.Screen;

/// <summary>What keys do to what is seen.</summary>
public sealed class ScreenKeyTests
{
    private const int Height = 4;

    private readonly ScreenSamples _samples = ScreenSamples.Read();
    private ScreenView _view = new();
    private ScreenAction _action;

    [Theory]
    [InlineData("", "TCP 10.0.0.185:80, TCP [2001:db8::25]:25, UDP 10.0.0.10:53")]
    [InlineData("sssss", "UDP 10.0.0.10:53, TCP 10.0.0.185:80, TCP [2001:db8::25]:25")]
    [InlineData("S", "UDP 10.0.0.10:53, TCP 10.0.0.185:80, TCP [2001:db8::25]:25")]
    [InlineData("ssss", "TCP 10.0.0.185:80, UDP 10.0.0.10:53, TCP [2001:db8::25]:25")]
    [InlineData("/udp\r", "UDP 10.0.0.10:53")]
    [InlineData("/udpx\b\r", "UDP 10.0.0.10:53")]
    [InlineData("/172.17.0.5\r", "TCP 10.0.0.185:80")]
    [InlineData("/udp\x1b", "TCP 10.0.0.185:80, TCP [2001:db8::25]:25, UDP 10.0.0.10:53")]
    public void They_sort_and_filter(string keys, string services)
    {
        Press(keys);
        Assert.Equal(services, string.Join(", ", Rows().Range(0, 9).Select(row => row.Service.Id)));
    }

    [Theory]
    [InlineData("r", 8)]
    [InlineData("rr", 3)]
    [InlineData("v\r", 6)]
    [InlineData("rv\r", 5)]
    [InlineData("v\r\r", 3)]
    [InlineData("v\rr", 8)]
    public void They_show_real_servers(string keys, int rows)
    {
        Press(keys);
        Assert.Equal(rows, Rows().Count);
    }

    /// <summary>The chosen row is the same one whatever is sorted, and is seen.</summary>
    [Fact]
    public void A_chosen_row_stays_chosen_and_in_sight()
    {
        Press("rvvvvvvvvv");
        Assert.Equal("172.17.0.9:53", Chosen()?.Server?.Server.ToString());
        Assert.Equal(4, _view.First);
        Press("sssss");
        Assert.Equal("172.17.0.9:53", Chosen()?.Server?.Server.ToString());
        Assert.Equal(1, _view.First);
        Press("^^^");
        Assert.Equal(("UDP 10.0.0.10:53", 0), (Chosen()?.Service.Id.ToString(), _view.First));
        Press("N");
        Assert.Equal("172.17.0.4:8080", Chosen()?.Server?.Server.ToString());
        Press("H");
        Assert.Equal((null, 0), (_view.Selected, _view.First));
    }

    [Fact]
    public void Only_a_real_server_is_suspended_or_resumed()
    {
        Press("d");
        Assert.Equal((ScreenAction.None, true), (_action, _view.Message.StartsWith("Choose a real server", StringComparison.Ordinal)));
        Press("vd");
        Assert.Equal(ScreenAction.None, _action);
        Press("rvd");
        Assert.Equal((ScreenAction.Suspend, string.Empty), (_action, _view.Message));
        Press("u");
        Assert.Equal(ScreenAction.Resume, _action);
        Press("r");
        Press("d");
        Assert.Equal(ScreenAction.None, _action);
    }

    [Fact]
    public void They_pause_help_and_end()
    {
        Press("p");
        Assert.True(_view.IsPaused);
        Press(" ?");
        Assert.Equal((false, ScreenMode.Help), (_view.IsPaused, _view.Mode));
        Press("q");
        Assert.Equal((ScreenAction.None, ScreenMode.Rows), (_action, _view.Mode));
        Press("q");
        Assert.Equal(ScreenAction.Quit, _action);
    }

    private ScreenRows Rows() => ScreenRows.Of(_samples.Services, _view);

    private ScreenRow? Chosen()
    {
        ScreenRows rows = Rows();
        int place = rows.PlaceOf(_view.Selected);
        return place < 0 ? null : rows[place];
    }

    /// <summary>Presses keys: ^ v N H are up, down, page down and home.</summary>
    private void Press(string keys)
    {
        foreach (char letter in keys)
        {
            ConsoleKey key = letter switch
            {
                '^' => ConsoleKey.UpArrow,
                'v' => ConsoleKey.DownArrow,
                'N' => ConsoleKey.PageDown,
                'H' => ConsoleKey.Home,
                '\r' => ConsoleKey.Enter,
                '\b' => ConsoleKey.Backspace,
                '\x1b' => ConsoleKey.Escape,
                _ => default,
            };
            (_view, _action) = ScreenKeys.Press(_view, new ScreenKey(key, key == default ? letter : '\0'), Rows(), Height);
            _view = Rows().Scroll(_view, Height);
        }
    }
}
