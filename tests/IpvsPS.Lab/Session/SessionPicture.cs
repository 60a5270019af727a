using System.Globalization;
using System.Security;
using System.Text;

namespace IpvsPS.Lab.Session;

/// <summary>A session drawn as a console window, in SVG.</summary>
internal static class SessionPicture
{
    private const int LineHeight = 19;
    private const int Margin = 20;
    private const int Top = 16;

    // A monospace font of 14 pixels is 8.43 wide, as Menlo, Consolas and DejaVu Sans Mono are within a few percent.
    private const double CharacterWidth = 8.5;

    private static readonly Dictionary<SessionLineKind, string> Colors = new()
    {
        [SessionLineKind.Typed] = "#ffffff",
        [SessionLineKind.Header] = "#73c991",
        [SessionLineKind.Shown] = "#cccccc",
        [SessionLineKind.Error] = "#f48771",
        [SessionLineKind.Warning] = "#e2c08d",
        [SessionLineKind.Dim] = "#808080",
    };

    public static string Draw(IReadOnlyList<SessionLine> lines, string title = "A PowerShell session with IpvsPS")
    {
        int width = (int)(lines.Max(line => line.Text.Length) * CharacterWidth) + (2 * Margin);
        int height = (lines.Count * LineHeight) + (2 * Top);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
            <title>{title}</title>
            <rect width="{width}" height="{height}" rx="8" fill="#1e1e1e"/>
            <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
               font-size="14" xml:space="preserve" style="white-space: pre">

            """
        );
        foreach ((int index, SessionLine line) in lines.Index().Where(line => line.Item.Text.Length > 0))
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Margin}\" y=\"{Top + (LineHeight * index) + 14}\" "
                    + $"fill=\"{Colors[line.Kind]}\">{SecurityElement.Escape(line.Text)}</text>\n"
            );
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }
}
