namespace IpvsPS;

/// <summary>What is done with a real server that has not drained when the time is over.</summary>
public enum DrainTimeoutAction
{
    /// <summary>An error of the category OperationTimeout says so; the real server keeps the weight 0.</summary>
    Error,

    /// <summary>It is removed from its service, with a warning of what becomes of its connections.</summary>
    Remove,

    /// <summary>It gets its former weight back, with a warning.</summary>
    Resume,

    /// <summary>It is written like the others, with TimedOut, and the script goes on.</summary>
    Continue,
}
