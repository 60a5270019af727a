using System.Text;
using IpvsPS.Screen;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Screen;

/// <summary>
/// What a picture looks like on screens of several sizes, kept in Approved/, each line behind the letter of its style. A failure shows
/// what it is now; IPVSPS_WRITE_DOCUMENTS=1 writes the files.
/// </summary>
public sealed class ScreenRendererTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests/IpvsPS.UnitTests/Screen/Approved");

    private static readonly ScreenView Servers = new() { HasServers = true };

    [Theory]
    [InlineData("80x24", 80, 24)]
    [InlineData("120x12", 120, 12)]
    [InlineData("200x16", 200, 16)]
    [InlineData("40x8", 40, 8)]
    public void Rows_are_drawn_as_approved(string name, int width, int height)
    {
        ScreenSamples samples = ScreenSamples.Read();
        ScreenRowId chosen = samples.Picture(Servers).Rows[2].Id;
        Approve(name, samples.Picture(Servers with { Selected = chosen }), width, height);
    }

    [Fact]
    public void Services_alone_the_help_a_filter_and_ASCII_are_drawn_as_approved()
    {
        ScreenSamples samples = ScreenSamples.Read();
        Approve("services", samples.Picture(new ScreenView { Order = IpvsStatisticOrder.Name }), 80, 9);
        Approve("help", samples.Picture(new ScreenView { Mode = ScreenMode.Help }), 80, 24);
        Approve("filter", samples.Picture(new ScreenView { Mode = ScreenMode.Filter, Filter = "172.17" }), 80, 8);
        Approve("ascii", samples.Picture(Servers with { IsPaused = true }, isAscii: true), 80, 12);
    }

    [Fact]
    public void What_was_read_once_has_no_rates_and_what_was_not_read_has_no_counts()
    {
        var samples = new ScreenSamples();
        samples.Read(0);
        var unread = new ScreenService(samples.Web.Id, "other");
        ScreenPicture picture = samples.Picture(new ScreenView());
        string once = ScreenRenderer.Draw(picture, 80, 24)[3].Text;
        ScreenLine[] lines = ScreenRenderer.Draw(
            picture with
            {
                Services = [unread],
                Namespaces = [string.Empty, "other"],
                Rows = new ScreenRows([unread], picture.View),
            },
            130,
            24
        );

        Assert.Matches("UDP 10.0.0.10:53 rr +- +- +- +0 +1 of 1$", once.TrimEnd());
        Assert.Matches("other: TCP 10.0.0.185:80… +- +- +- +- +-", lines[3].Text);
        Assert.Contains("1 service, 0+ servers", lines[0].Text, StringComparison.Ordinal);
        Assert.Contains("netns (home) other", lines[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_names_stand_behind_the_service_in_the_last_line_and_are_found()
    {
        ScreenSamples samples = ScreenSamples.Read();
        samples.Web.Kubernetes = new ServicePortName("shop", "web", "http");
        var view = new ScreenView { Filter = "shop/web" };
        ScreenPicture picture = samples.Picture(view);
        ScreenLine[] broad = ScreenRenderer.Draw(picture, 200, 24);
        ScreenLine[] narrow = ScreenRenderer.Draw(samples.Picture(view with { Selected = picture.Rows[0].Id }), 80, 24);

        Assert.Equal(1, picture.Rows.Count);
        Assert.Contains("TCP 10.0.0.185:80 wlc shop/web:http ", broad[3].Text, StringComparison.Ordinal);
        Assert.StartsWith("shop/web:http   q quit", narrow[^1].Text, StringComparison.Ordinal);
        Assert.StartsWith("TCP 10.0.0.185:80 wlc shop/web:http: ", PlainBlock.Lines(picture).ElementAt(1), StringComparison.Ordinal);
    }

    /// <summary>Rows say it only then: in pod53 alone, 53 is to find what has that port.</summary>
    [Theory]
    [InlineData("pod53", "pod53", 0)]
    [InlineData("pod53", "pod4", 1)]
    public void A_namespace_is_found_where_there_are_several(string first, string second, int found)
    {
        var samples = new ScreenSamples();
        ScreenService[] services = [new(samples.Web.Id, first), new(samples.Mail.Id, second)];

        Assert.Equal(found, ScreenRows.Of(services, new ScreenView { Filter = "53" }).Count);
    }

    /// <summary>Where a machine is busy, what is not seen waits; it is read in the end all the same.</summary>
    [Theory]
    [InlineData(0, 50)]
    [InlineData(70, 50)]
    [InlineData(90, 30)]
    [InlineData(119, 10)]
    [InlineData(500, 10)]
    public void The_longer_the_rest_takes_the_less_is_read_in_turn(int spent, int left) =>
        Assert.Equal(left, ScreenReader.TurnTime(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(spent)).TotalMilliseconds, 3);

    /// <summary>No line reaches the last cell, no size is too small, and the colors are told by letters too.</summary>
    [Fact]
    public void Every_size_has_its_lines()
    {
        ScreenPicture picture = ScreenSamples.Read().Picture(Servers);
        for (int width = 1; width <= 220; width++)
        {
            for (int height = 1; height <= 12; height++)
            {
                ScreenLine[] lines = ScreenRenderer.Draw(picture, width, height);
                Assert.Equal(height, lines.Length);
                Assert.All(lines, line => Assert.True((line.Text ?? string.Empty).Length <= width - 1, $"{width}x{height}: {line.Text}"));
            }
        }
    }

    /// <summary>Names come from the kernel and from the user's files: what would move the cursor is not passed on.</summary>
    [Fact]
    public void No_name_writes_to_the_terminal()
    {
        ScreenSamples samples = ScreenSamples.Read();
        samples.Web.Service.Scheduler = "\x1b[2Jx\n\u202e宽";
        ScreenPicture picture = samples.Picture(Servers) with
        {
            Host = "\x1b]0;title\a",
            SyncDaemons = "sync master \x9b2J",
            Namespaces = ["\r\n"],
        };
        ScreenLine[] lines = ScreenRenderer.Draw(picture, 120, 24);
        string all = string.Concat(lines.Select(line => line.Text)) + string.Concat(PlainBlock.Lines(picture));

        Assert.DoesNotContain(all, letter => char.IsControl(letter) || letter == '\u202e' || letter == '宽');
        Assert.Contains("10.0.0.185:80 ?[2Jx???", all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_of_text_says_the_same_in_sentences()
    {
        ScreenSamples samples = ScreenSamples.Read();
        ScreenPicture picture = samples.Picture(Servers with { Top = 2 });

        Assert.Equal(
            [
                "12:00:02 lb1: 3 services",
                "TCP 10.0.0.185:80 wlc: 40 conn/s, in 3.1k B/s, out 88k B/s, 15 active, 30 inactive, "
                    + "2 of 3 real servers take connections; 1 down, 1 suspended",
                "  172.17.0.3:8080: 30 conn/s, in 2k B/s, out 45k B/s, 12 active, 24 inactive, weight 1, "
                    + "75% of connections at 50% of weight; up",
                "  172.17.0.4:8080: 10 conn/s, in 1.1k B/s, out 43k B/s, 3 active, 6 inactive, weight 0, "
                    + "25% of connections at 0% of weight; suspended",
                "  172.17.0.5:8080: 0 conn/s, in 0 B/s, out 0 B/s, 0 active, 0 inactive, weight 1, "
                    + "0% of connections at 50% of weight; down, kept in",
                "TCP [2001:db8::25]:25 wlc: 1.5 conn/s, in 1.5k B/s, out 0 B/s, 1 active, 2 inactive, "
                    + "0 of 1 real servers take connections; 1 over",
                "  [2001:db8::3]:25: 1.5 conn/s, in 1.5k B/s, out 0 B/s, 1 active, 2 inactive, weight 1, "
                    + "100% of connections at 100% of weight; overloaded",
                "1 more service; -Top says how many are shown.",
            ],
            PlainBlock.Lines(picture)
        );
    }

    private static void Approve(string name, ScreenPicture picture, int width, int height)
    {
        var shown = new StringBuilder();
        foreach (ScreenLine line in ScreenRenderer.Draw(picture, width, height))
        {
            shown.Append($"{line.Style.ToString()[0]}|{line.Text}".TrimEnd()).Append('\n');
        }

        string path = Path.Combine(Folder, $"{name}.txt");
        if (Environment.GetEnvironmentVariable(GeneratedSection.Variable) == "1")
        {
            File.WriteAllText(path, shown.ToString());
        }

        Assert.True(File.Exists(path), $"{path} is missing:\n{shown}");
        Assert.Equal(File.ReadAllText(path), shown.ToString());
    }
}
