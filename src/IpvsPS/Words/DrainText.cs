using IpvsPS.Drain;

namespace IpvsPS.Words;

/// <summary>How far a real server has drained, as progress and errors say it.</summary>
internal static class DrainText
{
    /// <summary>The counts of one that is waited for.</summary>
    public static string Describe(DrainStatus status)
    {
        List<string> counts = [$"{status.ActiveConnections} active", $"{status.InactiveConnections} inactive"];
        if (status.PersistentConnections > 0)
        {
            counts.Add($"{status.PersistentConnections} tied by persistence");
        }

        if (status.IdleConnections > 0)
        {
            counts.Add($"{status.IdleConnections} idle");
        }

        if (status.OldestIdle is { } oldest)
        {
            counts.Add($"the stillest for {oldest.TotalSeconds:0} s");
        }

        return $"{status.Server}: {string.Join(", ", counts)}";
    }
}
