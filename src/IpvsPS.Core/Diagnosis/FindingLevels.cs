namespace IpvsPS;

/// <summary>How much a finding matters.</summary>
public enum IpvsFindingSeverity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Information,

    /// <summary>Some clients suffer, or will.</summary>
    Warning,

    /// <summary>Clients are not served.</summary>
    Error,
}

/// <summary>How sure a finding is.</summary>
public enum IpvsFindingConfidence
{
    /// <summary>What was read allows other explanations.</summary>
    Possible,

    /// <summary>What was read has hardly another explanation.</summary>
    Likely,

    /// <summary>It was read as it stands.</summary>
    Certain,
}
