namespace IpvsPS.Lab.Host;

/// <summary>How a guest ended.</summary>
public enum GuestEnd
{
    /// <summary>The command ended by itself.</summary>
    Exited,

    /// <summary>The time limit ended the guest.</summary>
    TimedOut,

    /// <summary>The caller ended the guest.</summary>
    Cancelled,

    /// <summary>The guest's kernel ended before the command did.</summary>
    Died,
}

/// <summary>The end of a guest, the exit code to pass on, and what its kernel printed last.</summary>
public sealed record GuestResult(GuestEnd End, int ExitCode, string KernelLog)
{
    /// <summary>Why the command did not end by itself, in words; null when it did.</summary>
    public string? Explanation =>
        End switch
        {
            GuestEnd.Exited => null,
            GuestEnd.TimedOut => "The lab's time limit ended the guest.",
            GuestEnd.Cancelled => "The lab was stopped.",
            _ => $"The lab's kernel ended before the command did. Its last words:{Environment.NewLine}{KernelLog}",
        };
}
