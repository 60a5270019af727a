using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>A connection that is being made for a probe.</summary>
internal sealed class PendingConnection(ProbeTarget target)
{
    /// <summary>Whoever waits goes on on the thread that ends it.</summary>
    private readonly TaskCompletionSource<ProbeResult> _end = new();

    private readonly long _start = Stopwatch.GetTimestamp();

    public IpvsHealthCheck Check => target.Check;

    public IPEndPoint EndPoint { get; } = target.EndPoint;

    public int Descriptor { get; set; } = -1;

    /// <summary>When it is late, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Deadline => _start + (long)(Check.Timeout.TotalSeconds * Stopwatch.Frequency);

    public Task<ProbeResult> Task => _end.Task;

    public bool IsEnded => _end.Task.IsCompleted;

    public void Cancel() => _end.SetCanceled();

    /// <summary>Ends it where it could not begin.</summary>
    public void NotMade(string reason) =>
        _end.SetResult(new ProbeResult(ProbeOutcome.NotMade, Stopwatch.GetElapsedTime(_start)) { Detail = reason });

    /// <summary>Ends it by what the kernel says of the connection.</summary>
    public void End(Errno error)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        bool isOurs = error == Errno.ETIMEDOUT && elapsed >= Check.Timeout;
        ProbeOutcome outcome = Outcome(error);
        _end.SetResult(
            outcome != ProbeOutcome.Passed && Prober.WasNotWatched(Check, elapsed)
                ? Prober.NotWatched(elapsed)
                : new ProbeResult(outcome, elapsed)
                {
                    ConnectTime = outcome == ProbeOutcome.Passed ? elapsed : null,
                    Detail =
                        outcome == ProbeOutcome.Passed ? null
                        : isOurs ? Prober.NoAnswer(Check)
                        : Marshal.GetPInvokeErrorMessage((int)error),
                }
        );
    }

    private static ProbeOutcome Outcome(Errno error) =>
        error switch
        {
            Errno.None => ProbeOutcome.Passed,
            Errno.ECONNREFUSED => ProbeOutcome.Refused,
            Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN or Errno.ENETDOWN => ProbeOutcome.Unreachable,
            Errno.ECONNRESET or Errno.ECONNABORTED or Errno.EPIPE => ProbeOutcome.ResetByPeer,
            Errno.ETIMEDOUT => ProbeOutcome.TimedOutConnecting,
            // No socket, no address, no right, no memory: this host's trouble.
            _ => ProbeOutcome.NotMade,
        };
}
