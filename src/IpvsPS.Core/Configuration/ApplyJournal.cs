using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>What became of each message of a plan, by its place.</summary>
internal sealed class ApplyJournal(ConfigurationPlan plan, List<ApplyRefusal> refusals)
{
    // Made when something is refused: sets of values would have to be compiled in each new process.
    private HashSet<int>? _refused;

    /// <summary>New services that the kernel refused.</summary>
    private HashSet<IpvsServiceId>? _missing;

    public ApplySteps Steps { get; } = new(plan);

    /// <summary>How many messages have been sent, or may have been.</summary>
    public int SentCount { get; set; }

    public bool HasRefusals => refusals.Count > 0;

    /// <summary>Takes the kernel's refusal of a message.</summary>
    public void Refuse(NetlinkFailure failure)
    {
        ApplyStep step = Steps[failure.Index];
        if (step.IsDoneBy(failure.Error))
        {
            return;
        }

        (_refused ??= []).Add(failure.Index);
        if (step.Kind is ApplyKind.AddService or ApplyKind.AddUnpublishedService)
        {
            (_missing ??= []).Add(step.Id);
        }

        // That a refused service has no place for its real servers is no refusal of its own.
        bool isSequel =
            step.Kind is ApplyKind.AddServerOfNewService or ApplyKind.PublishService && failure.Error == Errno.ESRCH && IsMissing(step.Id);
        if (!isSequel)
        {
            refusals.Add(new ApplyRefusal(step.Target, new NetlinkException(step.Operation, failure.Error, failure.KernelMessage)));
        }
    }

    /// <summary>Takes the end of the connection while a message was under way.</summary>
    public void Break(int place, NetlinkException exception) => refusals.Add(new ApplyRefusal(Steps[place].Target, exception));

    /// <summary>How many changes have been sent: publishing a service is no change of its own.</summary>
    public int CountChanges() => Sent().Count(step => step.Kind != ApplyKind.PublishService);

    /// <summary>What has been done or may have been, in order.</summary>
    public List<ApplyStep> ListDone() => [.. Sent().Where((_, place) => _refused?.Contains(place) != true).Select(AsDone)];

    /// <summary>New services that take no connections yet.</summary>
    public IEnumerable<IpvsService> FindUnpublished()
    {
        var unpublished = new Dictionary<IpvsServiceId, IpvsService>();
        foreach (ApplyStep step in Sent())
        {
            if (step.Kind == ApplyKind.AddUnpublishedService)
            {
                unpublished.Add(step.Id, step.Service!);
            }
            else if (step.Kind == ApplyKind.PublishService)
            {
                unpublished.Remove(step.Id);
            }
        }

        return unpublished.Values;
    }

    /// <summary>Whether a step has published a service that somebody else had made, whose scheduler before that is not known.</summary>
    public bool HasPublishedForeign(in ApplyStep step) => step.Kind == ApplyKind.PublishService && IsMissing(step.Id);

    private bool IsMissing(IpvsServiceId service) => _missing?.Contains(service) == true;

    private IEnumerable<ApplyStep> Sent() => Steps.Take(SentCount);

    /// <summary>A new service that somebody else has made meanwhile stays: what was put into it is taken back by itself.</summary>
    private ApplyStep AsDone(ApplyStep step) =>
        step.Kind == ApplyKind.AddServerOfNewService && IsMissing(step.Id) ? step with { Kind = ApplyKind.AddServer } : step;
}
