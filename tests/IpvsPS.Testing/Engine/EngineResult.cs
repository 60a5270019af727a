using System.Management.Automation;

namespace IpvsPS.Testing.Engine;

/// <summary>All that a script wrote, stream by stream, and the error that ended it, if any.</summary>
public sealed record EngineResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress,
    Exception? Failure
)
{
    /// <summary>The output's objects of one type.</summary>
    public IEnumerable<T> Of<T>() => Output.Select(o => o.BaseObject).OfType<T>();

    /// <summary>Returns this, or throws what the script could not do.</summary>
    public EngineResult ThrowOnError() =>
        Failure is not null ? throw new InvalidOperationException(Failure.Message, Failure)
        : Errors.Count > 0 ? throw new InvalidOperationException(string.Join(Environment.NewLine, Errors), Errors[0].Exception)
        : this;
}
