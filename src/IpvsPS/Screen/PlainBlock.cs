using System.Globalization;

namespace IpvsPS.Screen;

/// <summary>The same as sentences, a line for each service and real server: for files, pipes and screen readers.</summary>
internal static class PlainBlock
{
    /// <summary>How many services a block has, where nobody says how many.</summary>
    public const int DefaultTop = 20;

    /// <summary>The lines of a block.</summary>
    /// <param name="picture">What is in it.</param>
    public static IEnumerable<string> Lines(ScreenPicture picture)
    {
        yield return $"{picture.Time} {ScreenText.Clean(picture.Host)}: {ScreenText.Quantity(picture.Services.Count, "service")}";
        foreach (ScreenRow row in picture.Rows.Range(0, picture.Rows.Count))
        {
            yield return row.Server is { } server ? OfServer(row, server) : OfService(picture, row);
        }

        int left = picture.Services.Count - picture.Rows.Services.Count;
        if (left > 0)
        {
            yield return $"{ScreenText.Quantity(left, "more service")}; -Top says how many are shown.";
        }
    }

    private static string OfService(ScreenPicture picture, ScreenRow row)
    {
        string space = picture.Namespaces.Count > 1 ? $"{ScreenText.Clean(row.Service.NetNamespace)}: " : string.Empty;
        string servers = string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Service.Taking} of {row.Service.Servers.Count} real servers take connections"
        );
        return $"{space}{ScreenText.Clean(row.Service.Name)}: {Rates(row.Service.Counter)}, "
            + $"{ScreenText.Whole(row.Service.Active)} active, {ScreenText.Whole(row.Service.Inactive)} inactive, {servers}{State(row)}";
    }

    private static string OfServer(ScreenRow row, ScreenServer server) =>
        $"  {server.Server}: {Rates(server.Counter)}, {ScreenText.Whole(server.Server.ActiveConnections)} active, "
        + $"{ScreenText.Whole(server.Server.InactiveConnections)} inactive, weight {ScreenText.Whole(server.Server.Weight)}, "
        + $"{ScreenText.Share(server.Counter.RecentSum, row.Service.RecentSum)}% of connections at "
        + $"{ScreenText.Share(server.Server.Weight, row.Service.Weight)}% of weight{State(row)}";

    private static string Rates(ScreenCounter counter) =>
        $"{ScreenText.Rate(counter.Rates?.Connections)} conn/s, in {ScreenText.Rate(counter.Rates?.IncomingBytes)} B/s, "
        + $"out {ScreenText.Rate(counter.Rates?.OutgoingBytes)} B/s";

    private static string State(ScreenRow row) => ScreenColumns.StateOf(row) is { Length: > 0 } state ? $"; {state}" : string.Empty;
}
