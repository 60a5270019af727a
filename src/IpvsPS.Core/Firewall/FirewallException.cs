namespace IpvsPS.Firewall;

/// <summary>Why the packet filter could not be changed.</summary>
public enum FirewallError
{
    /// <summary>The program <c>nft</c> is not installed: it is in the package nftables.</summary>
    ProgramMissing,

    /// <summary>The program said no; what was sent in that transaction is not done, none of it.</summary>
    Refused,

    /// <summary>The program gave no answer in time.</summary>
    TimedOut,
}

/// <summary>The packet filter could not be read or changed.</summary>
public sealed class FirewallException : Exception
{
    internal FirewallException(FirewallError error, string answer)
        : base(answer.Length == 0 ? error.ToString() : $"{error}: {answer}")
    {
        Error = error;
        Answer = answer;
    }

    /// <summary>Why.</summary>
    public FirewallError Error { get; }

    /// <summary>What the program wrote; empty where it did not run.</summary>
    public string Answer { get; }
}
