using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>What one step decides for one real server.</summary>
/// <param name="Weight">The weight it is to have.</param>
/// <param name="During">What is to be remembered before the weight is written; null for what is remembered now.</param>
/// <param name="After">What is to be remembered after it is written; null for nothing.</param>
/// <param name="Problem">What prevents the step; null where nothing does.</param>
/// <param name="Note">What is to be known besides; null for nothing.</param>
internal sealed record WeightChange(
    int Weight,
    Suspension? During,
    Suspension? After,
    DrainFinding? Problem = null,
    DrainFinding? Note = null
);

/// <summary>A step of suspending or resuming.</summary>
internal interface IWeightStep
{
    /// <summary>
    /// Whether a scheduler that refuses the clients of a real server without weight gets its fallback flag first.
    /// </summary>
    bool SetsFallback { get; }

    /// <summary>Decides, by the weight that the kernel has and what is remembered with it.</summary>
    WeightChange Decide(RealServerId server, int weight, Suspension? known);
}

/// <summary>A step down; the last leads to 0.</summary>
internal sealed class SuspendStep(SuspendOptions options, WeightSteps steps, int step, DateTimeOffset since) : IWeightStep
{
    public bool SetsFallback => options.SetsFallback;

    public WeightChange Decide(RealServerId server, int weight, Suspension? known)
    {
        if (known?.Phase == SuspensionPhase.Suspended)
        {
            return new WeightChange(weight, known, known);
        }

        // After the first step this process has left its own record; without it, somebody has had the weight in hand.
        if (step > 0 && (known is not { Phase: SuspensionPhase.Suspending } || known.Since != since))
        {
            return new WeightChange(weight, known, known, DrainFinding.OfWeight(DrainCode.ChangedMeanwhile, server, weight));
        }

        int? fullWeight = known?.FullWeight ?? (weight > 0 ? weight : null);
        int next = Math.Min(weight, steps.Down(fullWeight ?? 0, step));
        var suspension = new Suspension
        {
            Server = server,
            FullWeight = fullWeight,
            Since = since,
            By = options.By,
            Reason = options.Reason,
            Phase = next == 0 ? SuspensionPhase.Suspended : SuspensionPhase.Suspending,
            LastWeight = next == 0 ? 0 : weight,
            NextWeight = next,
        };
        DrainFinding? note = fullWeight is null ? DrainFinding.OfWeight(DrainCode.WeightAlreadyZero, server) : null;
        return new WeightChange(next, suspension, suspension, Note: note);
    }
}

/// <summary>A step up; the last leads to the full weight, and nothing is remembered any more.</summary>
internal sealed class ResumeStep(int? wanted, WeightSteps steps, int step) : IWeightStep
{
    public bool SetsFallback => false;

    public WeightChange Decide(RealServerId server, int weight, Suspension? known)
    {
        if (step > 0 && known is not { Phase: SuspensionPhase.Resuming })
        {
            return new WeightChange(weight, known, known, DrainFinding.OfWeight(DrainCode.ChangedMeanwhile, server, weight));
        }

        if ((wanted ?? known?.FullWeight) is not { } fullWeight)
        {
            return weight > 0
                ? new WeightChange(weight, null, null)
                : new WeightChange(weight, known, known, DrainFinding.OfWeight(DrainCode.FormerWeightUnknown, server));
        }

        // One that was stopped on its way down or up goes on from where it is.
        int next = known is null && weight > 0 ? fullWeight : Math.Max(Math.Min(weight, fullWeight), steps.Up(fullWeight, step));
        Suspension? during =
            next == fullWeight
                ? null
                : (known ?? new Suspension { Server = server, Since = DateTimeOffset.UtcNow }) with
                {
                    FullWeight = fullWeight,
                    Phase = SuspensionPhase.Resuming,
                    LastWeight = weight,
                    NextWeight = next,
                };
        return new WeightChange(next, during, during);
    }
}
