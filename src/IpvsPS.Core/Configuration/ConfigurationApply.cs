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
    private readonly Action<string>? _say;
    private readonly ApplyResult _result = new();
    private readonly ApplyJournal _journal;
    private readonly ApplySender _sender;
    private IpvsClient? _unstoppable;

    private ConfigurationApply(
        ConfigurationPlan plan,
        IpvsClient client,
        Func<IpvsClient> reconnect,
        ApplySections sections,
        Action<int>? progress,
        Action<string>? say
    )
    {
        _plan = plan;
        _reconnect = reconnect;
        _sections = sections;
        _say = say;
        _journal = new ApplyJournal(plan, _result.Refusals);
        _sender = new ApplySender(client, _journal, ConnectUnstoppable, progress, say);
    }

    /// <summary>Makes the changes of a plan, all of them or none.</summary>
    /// <param name="plan">The changes.</param>
    /// <param name="client">The connection; it heeds stops between datagrams.</param>
    /// <param name="reconnect">Opens another, which no stop ends, for what must not be left half done.</param>
    /// <param name="openSettings">Opens the settings of the namespace.</param>
    /// <param name="progress">Told how many messages have been answered.</param>
    /// <param name="say">Told in words what the kernel has been asked to do.</param>
    /// <returns>How it ended.</returns>
    public static ApplyResult Run(
        ConfigurationPlan plan,
        IpvsClient client,
        Func<IpvsClient> reconnect,
        Func<IpvsSettingsClient> openSettings,
        Action<int>? progress = null,
        Action<string>? say = null
    )
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
            ApplySteps steps = _journal.Steps;
            if (
                TrySections(() => _sections.Begin(_plan))
                && (_plan.IsSentTogether || (_sender.TrySend(steps.AdditionsEnd) && _sender.TrySend(steps.EditsEnd)))
                && _sender.TrySend(steps.Count)
                && TrySections(() => _sections.End(_plan))
            )
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            _result.IsStopped = true;
            _result.DoneCount = _sections.Done.Count() + _journal.CountChanges();
            PublishHalfDone();
            return;
        }
        catch
        {
            // Whoever was told of it has thrown, as PowerShell does where a message is answered with a halt.
            PublishHalfDone();
            throw;
        }

        RollBack();
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

    /// <summary>The batch is stopped, so what waits unpublished is published over another connection.</summary>
    private void PublishHalfDone()
    {
        foreach (IpvsService service in _journal.FindUnpublished())
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
    private void RollBack()
    {
        List<ApplyStep> done = _journal.ListDone();
        _result.Left.AddRange(_sections.TakeBackEnd(ConnectUnstoppable));
        var rollback = new ApplyRollback(done, ConnectUnstoppable, _say);
        _result.Left.AddRange(
            rollback.TryRun() ? done.Where(step => _journal.HasPublishedForeign(step)).Select(step => step.Operation) : rollback.ReadLeft()
        );
        _result.IsLeftGuessed = rollback.IsLeftGuessed;
        _result.Left.AddRange(_sections.TakeBackBegin(ConnectUnstoppable));
    }
}
