using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>
/// Makes the changes of a plan: what is new first, then edits, then removals, so that a refusal comes before anything is
/// cut. After a refusal, what was done is taken back. A stop leaves what was done, and no service half published.
/// </summary>
internal sealed class ConfigurationApply
{
    private readonly ConfigurationPlan _plan;
    private readonly IpvsClient _client;
    private readonly Func<IpvsClient> _reconnect;
    private readonly ApplySections _sections;
    private readonly ApplyResult _result = new();
    private readonly HashSet<int> _failed = [];
    private readonly HashSet<IpvsServiceId> _missing = [];
    private readonly IpvsBatch _batch;
    private int _settled;
    private bool _isBroken;

    private ConfigurationApply(ConfigurationPlan plan, IpvsClient client, Func<IpvsClient> reconnect, ApplySections sections, Action<int>? progress)
    {
        _plan = plan;
        _client = client;
        _reconnect = reconnect;
        _sections = sections;
        _batch = client.StartBatch(() => progress?.Invoke(_batch!.SentCount));
    }

    /// <param name="plan">The changes.</param>
    /// <param name="client">The conversation; it heeds stops between datagrams.</param>
    /// <param name="reconnect">Opens another, which no stop ends, to take back or to publish what is half done.</param>
    /// <param name="openSettings">Opens the settings of the namespace.</param>
    /// <param name="progress">Told how many messages have been answered.</param>
    public static ApplyResult Run(
        ConfigurationPlan plan, IpvsClient client, Func<IpvsClient> reconnect, Func<IpvsSettingsClient> openSettings, Action<int>? progress = null)
    {
        using var sections = new ApplySections(client, openSettings);
        var apply = new ConfigurationApply(plan, client, reconnect, sections, progress);
        apply.Run();
        return apply._result;
    }

    private void Run()
    {
        try
        {
            if (TrySections(() => _sections.Begin(_plan)) && TrySend(ApplySteps.Additions(_plan)) && TrySend(ApplySteps.Edits(_plan))
                && TrySend(ApplySteps.Removals(_plan)) && TrySections(() => _sections.End(_plan)))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            _result.IsStopped = true;
            _result.DoneCount = _sections.Done.Count()
                + Steps(0, _batch.SentCount).Where((step, index) => step.Kind != ApplyKind.PublishService && !_failed.Contains(index)).Count();
            PublishHalfDone();
            return;
        }

        TakeBack();
    }

    private bool TrySections(Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (NetlinkException e)
        {
            _result.Refusals.Add(new ApplyRefusal(_sections.Target!, e));
            return false;
        }
    }

    /// <summary>Sends steps until the kernel refuses one; what follows in the same datagram has then been tried too.</summary>
    private bool TrySend(IEnumerable<ApplyStep> steps)
    {
        try
        {
            foreach (ApplyStep step in steps)
            {
                step.Send(_batch);
                if (_batch.Failures.Count > _settled && !Settle())
                {
                    return false;
                }
            }

            _batch.Flush();
            return Settle();
        }
        catch (NetlinkException e)
        {
            // What was under way may be done or not.
            _isBroken = true;
            _result.Refusals.Add(new ApplyRefusal(Steps(_batch.SentCount, 1).First().Target, e));
            return false;
        }
    }

    /// <summary>Goes through what the kernel has refused since the last time: false where a refusal stands.</summary>
    private bool Settle()
    {
        for (; _settled < _batch.Failures.Count; _settled++)
        {
            NetlinkFailure failure = _batch.Failures[_settled];
            ApplyStep step = Steps(failure.Index, 1).First();
            if (failure.Error == Errno.ENOBUFS && !TryAgain(step, ref failure))
            {
                continue;
            }

            if (!step.IsDoneBy(failure.Error))
            {
                _failed.Add(failure.Index);
                Refuse(step, failure);
            }
        }

        return _result.Refusals.Count == 0;
    }

    /// <summary>That a refused service has no place for its real servers is no refusal of its own.</summary>
    private void Refuse(ApplyStep step, NetlinkFailure failure)
    {
        if (step.Kind is ApplyKind.AddService or ApplyKind.AddUnpublishedService)
        {
            _missing.Add(step.Id);
        }

        bool isSequel = step.Kind is ApplyKind.AddServerOfNewService or ApplyKind.PublishService && failure.Error == Errno.ESRCH && _missing.Contains(step.Id);
        if (!isSequel)
        {
            _result.Refusals.Add(new ApplyRefusal(step.Target, new NetlinkException(step.Operation, failure.Error, failure.KernelMessage)));
        }
    }

    /// <summary>After a lost answer: sends the step alone. Returns whether a refusal stands, which is then the failure.</summary>
    private bool TryAgain(ApplyStep step, ref NetlinkFailure failure)
    {
        IpvsBatch single = _client.StartBatch();
        step.Send(single);
        single.Flush();
        if (single.Failures.Count == 0)
        {
            return false;
        }

        failure = single.Failures[0] with { Index = failure.Index };
        bool isPresent = failure.Error == Errno.EEXIST
            && (step.Service is { } service ? _client.IsPresent(service) : _client.IsPresent((IpvsRealServer)step.Target));
        return !isPresent;
    }

    private IEnumerable<ApplyStep> Steps(int first, int count) => ApplySteps.All(_plan).Skip(first).Take(count);

    /// <summary>The batch heeds no answer to a stop, so what waits unpublished is published over another conversation.</summary>
    private void PublishHalfDone()
    {
        var unpublished = new Dictionary<IpvsServiceId, IpvsService>();
        foreach (ApplyStep step in Steps(0, _batch.SentCount))
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

        if (unpublished.Count > 0)
        {
            using IpvsClient client = _reconnect();
            foreach (IpvsService service in unpublished.Values)
            {
                client.SetService(service);
            }
        }
    }

    /// <summary>
    /// Takes back what was done, and what may have been: of the datagram under way nothing is known when the conversation
    /// broke, and taking back what was never done does no harm.
    /// </summary>
    private void TakeBack()
    {
        int sent = _isBroken ? _batch.Count : _batch.SentCount;
        List<ApplyStep> done = [.. Steps(0, sent).Where((_, index) => !_failed.Contains(index))];
        done.Reverse();
        var owners = new List<int>(done.Count);
        try
        {
            using IpvsClient client = _reconnect();
            IpvsBatch batch = client.StartBatch();
            for (int i = 0; i < done.Count; i++)
            {
                done[i].SendInverse(batch);
                owners.AddRange(Enumerable.Repeat(i, batch.Count - owners.Count));
            }

            batch.Flush();
            IEnumerable<int> left = batch.Failures.Where(failure => failure.Error is not (Errno.ENOENT or Errno.ESRCH or Errno.EEXIST))
                .Select(failure => owners[failure.Index]).Distinct();
            _result.Left.AddRange(left.Select(index => done[index].Operation));
            _result.Left.AddRange(_sections.TakeBack(client));
        }
        catch (NetlinkException)
        {
            // Not even this conversation held: all of it may still be there.
            _result.Left.AddRange(done.Select(step => step.Operation));
            _result.Left.AddRange(_sections.Done);
        }
    }
}
