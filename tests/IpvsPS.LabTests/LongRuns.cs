namespace IpvsPS.LabTests;

/// <summary>The tests whose guests run for minutes, and wait about half of the time: each of these collections runs beside the others
/// and beside all other tests.</summary>
public static class LongRuns
{
    public const string Pester5 = "Pester 5";

    public const string Pester6 = "Pester 6";

    public const string Crowd = "crowd";

    public const string Soak = "soak";

    /// <summary>The collections above, and the one of all other tests.</summary>
    public const int Count = 5;
}
