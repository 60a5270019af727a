namespace IpvsPS.Health;

/// <summary>A probe did not pass.</summary>
internal sealed class ProbeException(ProbeOutcome outcome, string detail) : Exception(detail)
{
    public ProbeOutcome Outcome { get; } = outcome;
}
