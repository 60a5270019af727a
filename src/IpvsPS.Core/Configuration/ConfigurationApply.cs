using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>
/// Makes the changes of a plan: what is new first, then edits, then removals, so that a refusal comes before anything is
/// cut. After a refusal, what was done is taken back. A stop leaves what was done, and no service half published.
/// </summary>
public sealed class ConfigurationApply
{
    private readonly ConfigurationPlan _plan;
    private readonly Func<IpvsClient> _reconnect;
    private readonly ApplySections _sections;
    private readonly Action<int>? _progress;
    private readonly Action<string>? _say;
    private readonly ApplyResult _result = new();
    private readonly HashSet<int> _failed = [];
    private readonly HashSet<IpvsServiceId> _missing = [];
    private readonly IpvsBatch _batch;
    private IpvsClient? _unstoppable;
    private ApplyReadBack? _readBack;
    private int _settled;
    private int _said;
    private bool _isBroken;

    private ConfigurationApply(
        ConfigurationPlan plan, IpvsClient client, Func<IpvsClient> reconnect, ApplySections sections, Action<int>? progress, Action<string>? say)
    {
        _plan = plan;
        _reconnect = reconnect;
        _sections = sections;
        _progress = progress;
        _say = say;
        _batch = client.StartBatch(Report);
    }

    /// <param name="plan">The changes.</param>
    /// <param name="client">The connection; it heeds stops between datagrams.</param>
    /// <param name="reconnect">Opens another, which no stop ends, for what must not be left half done.</param>
    /// <param name="openSettings">Opens the settings of the namespace.</param>
    /// <param name="progress">Told how many messages have been answered.</param>
    /// <param name="say">Told in words what the kernel has been asked to do.</param>
    public static ApplyResult Run(
        ConfigurationPlan plan,
        IpvsClient client,
        Func<IpvsClient> reconnect,
        Func<IpvsSettingsClient> openSettings,
        Action<int>? progress = null,
        Action<string>? say = null)
    {
        using var sections = new ApplySections(client, openSettings, say);
        var apply = new ConfigurationApply(plan, client, reconnect, sections, progress, say);
        try
        {
            apply.Run();
        }
        finally
        {
            apply._unstoppable?.Dispose();
        }

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
            _result.DoneCount = _sections.Done.Count() + Steps(0, _batch.SentCount).Count(step => step.Kind != ApplyKind.PublishService);
            PublishHalfDone();
            return;
        }
        catch
        {
            // Whoever was told of it has thrown, as PowerShell does where -Verbose asks and is answered with a halt.
            PublishHalfDone();
            throw;
        }

        TakeBack();
    }

    private void Report()
    {
        _progress?.Invoke(_batch.SentCount);
        if (_say is not null)
        {
            foreach (ApplyStep step in Steps(_said, _batch.SentCount - _said))
            {
                _say(step.Operation);
            }

            _said = _batch.SentCount;
        }
    }

    /// <summary>A connection which no stop ends; a new one where the last has broken.</summary>
    private IpvsClient ConnectUnstoppable()
    {
        if (_unstoppable is null or { IsFaulted: true })
        {
            _unstoppable?.Dispose();
            _unstoppable = null;
            _unstoppable = _reconnect();
        }

        return _unstoppable;
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
            _result.Refusals.Add(new ApplyRefusal(Steps(Math.Min(_batch.SentCount, _batch.Count - 1), 1).First().Target, e));
            return false;
        }
    }

    /// <summary>Goes through what the kernel has refused since the last time: false where a refusal stands.</summary>
    private bool Settle()
    {
        _readBack = null;
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

    /// <summary>
    /// After a lost answer: sends the step alone where reading back shows that it is not done. Returns whether a refusal
    /// stands, which is then the failure.
    /// </summary>
    private bool TryAgain(ApplyStep step, ref NetlinkFailure failure)
    {
        _readBack ??= new ApplyReadBack(ConnectUnstoppable());
        if (_readBack.Holds(step))
        {
            return false;
        }

        IpvsBatch single = ConnectUnstoppable().StartBatch();
        step.Send(single);
        single.Flush();
        if (single.Failures.Count > 0)
        {
            failure = single.Failures[0] with { Index = failure.Index };
        }

        return single.Failures.Count > 0;
    }

    private IEnumerable<ApplyStep> Steps(int first, int count) => ApplySteps.All(_plan).Skip(first).Take(count);

    /// <summary>The batch heeds no answer to a stop, so what waits unpublished is published over another connection.</summary>
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

        foreach (IpvsService service in unpublished.Values)
        {
            try
            {
                ConnectUnstoppable().SetService(service);
            }
            catch (Exception e) when (e is NetlinkException or NetNamespaceException)
            {
                _result.Left.Add($"the service {service.Id} takes no connections, since its scheduler is still none");
            }
        }
    }

    /// <summary>
    /// Takes back what was done, and what may have been: of the datagram under way nothing is known when the connection
    /// broke.
    /// </summary>
    private void TakeBack()
    {
        int sent = _isBroken ? _batch.Count : _batch.SentCount;
        List<ApplyStep> done = [.. Steps(0, sent).Where((_, index) => !_failed.Contains(index)).Select(AsDone)];
        _result.Left.AddRange(_sections.TakeBackEnd(ConnectUnstoppable));
        var inverse = new ApplyRollback(done, ConnectUnstoppable, _say);
        _result.Left.AddRange(inverse.TryRun()
            ? done.Where(step => step.Kind == ApplyKind.PublishService && _missing.Contains(step.Id)).Select(step => step.Operation)
            : inverse.ReadLeft());
        _result.IsLeftGuessed = inverse.IsLeftGuessed;
        _result.Left.AddRange(_sections.TakeBackBegin(ConnectUnstoppable));
    }

    /// <summary>
    /// A new service that somebody else has made meanwhile stays: what was put into it has to be taken back by itself, and how
    /// it was before it was published is not known.
    /// </summary>
    private ApplyStep AsDone(ApplyStep step) =>
        step.Kind == ApplyKind.AddServerOfNewService && _missing.Contains(step.Id) ? step with { Kind = ApplyKind.AddServer } : step;
}
