using System.Management.Automation;

namespace IpvsPS.Testing.Engine;

/// <summary>What came of a script that was stopped.</summary>
/// <param name="WasStopped">Whether it was still running then.</param>
/// <param name="StopTime">How long the stop took.</param>
/// <param name="Output">What it had written.</param>
/// <param name="Errors">The errors it had written.</param>
public sealed record StoppedRun(bool WasStopped, TimeSpan StopTime, IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors);
