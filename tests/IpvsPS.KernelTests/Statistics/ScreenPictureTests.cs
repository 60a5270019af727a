using System.Text.RegularExpressions;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Lab.Session;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Statistics;

/// <summary>The picture of Show-IpvsStatistic in the README, drawn by running it beside real traffic.</summary>
[Trait(Kernels.Seconds, "30")]
public sealed partial class ScreenPictureTests(LabSession lab) : IDisposable
{
    private readonly BalancedPair _pair = new();

    public void Dispose() => _pair.Dispose();

    /// <summary>No run has the same rates: what is compared is all but figures and bars.</summary>
    [Fact]
    public void The_picture_in_the_README_is_what_the_screen_shows()
    {
        MakeServices();
        using var end = new CancellationTokenSource();
        var clients = new Thread(() => Connect(end.Token)) { IsBackground = true };
        using var terminal = new ScreenSession(100, 16);
        clients.Start();
        string shown;
        try
        {
            terminal.Type($"Show-IpvsStatistic -RealServer -SortBy Name -Interval 2 -NetNamespace {_pair.Director}");
            shown = terminal.Until(text => Bars().Count(text) > 30, "rates of some readings");
        }
        finally
        {
            end.Cancel();
            clients.Join();
        }

        string picture = File.ReadAllText(Repository.File("docs/screen.svg"));
        string drawn = terminal.Draw("Show-IpvsStatistic: services and real servers with their rates");
        Assert.True(
            Words(shown) == Words(Text(picture)),
            $"docs/screen.svg is another picture. Look at this one, and where it is right, put it there:\n{drawn}"
        );
    }

    private static string Text(string picture) =>
        string.Join('\n', Lines().Matches(picture).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)));

    private static string Words(string shown) =>
        string.Join(' ', Figures().Replace(shown, " ").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private void Connect(CancellationToken end)
    {
        for (int port = 20000; port < 24000 && !end.WaitHandle.WaitOne(port % 3 == 0 ? 120 : 40); port++)
        {
            _pair.Connect($"10.77.0.1:{port}", "10.77.1.1:80", text: new string('x', 200 + (port % 7 * 100)));
            if (port % 4 == 0)
            {
                _pair.Connect($"[fd00:77::1]:{port}", "[fd00:77:1::1]:443", text: "hello");
            }
        }
    }

    private void MakeServices()
    {
        string netns = $"-NetNamespace {_pair.Director}";
        lab.Works(
            $"""
            New-IpvsService 10.77.1.1:80 {netns} | Add-IpvsRealServer 10.77.0.2:8080 -Weight 3 -ForwardingMethod Masquerade
            Add-IpvsRealServer 10.77.0.2:8081, 10.77.0.2:8082 -VirtualAddress 10.77.1.1:80 -ForwardingMethod Masquerade {netns}
            New-IpvsService [fd00:77:1::1]:443 -Scheduler sh {netns} | Add-IpvsRealServer [fd00:77::2]:8443 -ForwardingMethod Masquerade
            New-IpvsService 10.77.1.1:53 -Protocol Udp -Scheduler rr {netns} | Add-IpvsRealServer 10.77.0.2:53 -ForwardingMethod Masquerade
            Suspend-IpvsRealServer 10.77.0.2:8082 {netns} | Out-Null
            """
        );
        foreach (string endpoint in (string[])["10.77.0.2:8080", "10.77.0.2:8081", "[fd00:77::2]:8443"])
        {
            _pair.Listen(endpoint);
        }
    }

    [GeneratedRegex("[▁▂▃▄▅▆▇█]")]
    private static partial Regex Bars();

    /// <summary>Figures with their units, the time, and the figures of a namespace's name.</summary>
    [GeneratedRegex("[0-9.]+[kM]?|[-:/▁▂▃▄▅▆▇█]")]
    private static partial Regex Figures();

    [GeneratedRegex("<text [^>]*>([^<]*)</text>")]
    private static partial Regex Lines();
}
