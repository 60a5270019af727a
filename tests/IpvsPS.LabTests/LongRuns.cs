namespace IpvsPS.LabTests;

/// <summary>The tests whose guests run for minutes: they run beside the others and not beside each other.</summary>
public static class LongRuns
{
    public const string Name = "long runs";
}
