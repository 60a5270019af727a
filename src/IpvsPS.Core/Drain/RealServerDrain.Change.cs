using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>One step: decide, remember, tell the kernel, forget.</summary>
public sealed partial class RealServerDrain
{
    private List<DrainOutcome> Change(IReadOnlyList<RealServerId> servers, IWeightStep step)
    {
        using StateTransaction<SuspensionTable> transaction = _file.Begin(_cancellation);
        SuspensionTable table = transaction.Content ?? new SuspensionTable();
        var view = new ServiceView(_client, servers);
        table.Prune(view.Weights, servers.Select(server => server.Service).ToHashSet());
        Suspension?[] known = [.. servers.Select(server => table.Find(server))];
        DrainOutcome[] outcomes = [.. servers.Select((server, place) => Decide(server, view, known[place], step))];
        Remember(table, outcomes.Where(outcome => outcome is { IsDone: true, Suspension: not null }), outcome => outcome.Suspension);
        Save(transaction, table);
        AddFallback(outcomes, view);
        Write(outcomes, view);
        for (int place = 0; place < outcomes.Length; place++)
        {
            if (outcomes[place].Refusal is not null)
            {
                outcomes[place] = outcomes[place] with { Weight = outcomes[place].FormerWeight, Suspension = known[place] };
            }
        }

        Remember(table, outcomes.Where(outcome => outcome.Problem is null), outcome => outcome.Suspension);
        DrainFinding[] notes = SaveAfter(transaction, table, servers[0]);
        return [.. outcomes.Select(outcome => Note(outcome, view, notes))];
    }

    private static void Remember(SuspensionTable table, IEnumerable<DrainOutcome> outcomes, Func<DrainOutcome, Suspension?> suspension)
    {
        foreach (DrainOutcome outcome in outcomes)
        {
            table.Set(outcome.Server, suspension(outcome));
        }
    }

    /// <summary>The kernel has been told, so that what cannot be written is only to be known: it holds for no weight but 0.</summary>
    private static DrainFinding[] SaveAfter(StateTransaction<SuspensionTable> transaction, SuspensionTable table, RealServerId server)
    {
        try
        {
            Save(transaction, table);
            return [];
        }
        catch (StateException e)
        {
            return [new DrainFinding(DrainCode.StillRemembered, server, "Suspended", e.Message)];
        }
    }

    private static DrainOutcome Decide(RealServerId server, ServiceView view, Suspension? known, IWeightStep step)
    {
        if (!view.TryGet(server, out RealServer row))
        {
            return new DrainOutcome(server) { Problem = DrainFinding.NotFound(server) };
        }

        IpvsService service = view.Service(server.Service)!;
        DrainFinding? refusing = step.SetsFallback ? DrainRules.CheckScheduler(service, server) : null;
        WeightChange change = step.Decide(server, row.Weight, known);
        return new DrainOutcome(server)
        {
            Weight = change.Weight,
            FormerWeight = row.Weight,
            Suspension = change.After,
            FallbackFlag = refusing?.Values[1] as string,
            Problem = change.Problem,
            Notes = change.Note is { } note ? [note] : [],
        };
    }

    /// <summary>Gives the services their flags, each once; the clients of a service that refuses it are not to be refused either.</summary>
    private void AddFallback(DrainOutcome[] outcomes, ServiceView view)
    {
        var refusals = new Dictionary<IpvsServiceId, NetlinkException?>();
        for (int place = 0; place < outcomes.Length; place++)
        {
            DrainOutcome outcome = outcomes[place];
            if (!outcome.IsDone || outcome.FallbackFlag is not { Length: > 0 })
            {
                outcomes[place] = outcome with { FallbackFlag = null };
                continue;
            }

            IpvsServiceId id = outcome.Server.Service;
            if (!refusals.TryGetValue(id, out NetlinkException? refusal))
            {
                refusals.Add(id, refusal = SetService(DrainRules.WithFallback(view.Service(id)!)!));
            }

            outcomes[place] = refusal is null ? outcome : outcome with { Refusal = refusal };
        }
    }

    private NetlinkException? SetService(IpvsService service)
    {
        try
        {
            _client.SetService(service);
            return null;
        }
        catch (NetlinkException e)
        {
            return e;
        }
    }

    private void Write(DrainOutcome[] outcomes, ServiceView view)
    {
        List<int> sent =
        [
            .. Enumerable
                .Range(0, outcomes.Length)
                .Where(place => outcomes[place].IsDone && outcomes[place].Weight != outcomes[place].FormerWeight),
        ];
        IpvsBatch batch = _client.StartBatch();
        foreach (int place in sent)
        {
            DrainOutcome outcome = outcomes[place];
            view.SetWeight(outcome.Server, outcome.Weight);
            view.TryGet(outcome.Server, out RealServer row);
            batch.SetRealServer(outcome.Server.Service, row);
        }

        batch.Flush();
        sent.ForEach(place => outcomes[place] = outcomes[place] with { IsChanged = true });
        foreach (NetlinkFailure failure in batch.Failures)
        {
            DrainOutcome outcome = outcomes[sent[failure.Index]];
            outcomes[sent[failure.Index]] = outcome with { IsChanged = false, Refusal = Settle(outcome, view, failure) };
        }
    }

    /// <summary>After a lost answer it is sent once more, which changes nothing where it was done.</summary>
    private NetlinkException? Settle(DrainOutcome outcome, ServiceView view, NetlinkFailure failure)
    {
        if (failure.Error != Errno.ENOBUFS)
        {
            return new NetlinkException($"change the weight of {outcome.Server}", failure.Error, failure.KernelMessage);
        }

        view.TryGet(outcome.Server, out RealServer row);
        try
        {
            _client.SetRealServer(new IpvsRealServer(IpvsServiceReference.Default.With(outcome.Server.Service), row));
            return null;
        }
        catch (NetlinkException e)
        {
            return e;
        }
    }

    private static DrainOutcome Note(DrainOutcome outcome, ServiceView view, DrainFinding[] common)
    {
        outcome = outcome with { Notes = [.. outcome.Notes, .. common] };
        if (!outcome.IsDone || view.Service(outcome.Server.Service) is not { } service)
        {
            return outcome;
        }

        IEnumerable<DrainFinding> own = outcome.Weight > 0 ? [] : NotesOfZero(outcome.Server, service, view);
        return outcome with { Notes = [.. outcome.Notes, .. own, .. NotesOfWeights(outcome.Server, service, view)] };
    }

    private static IEnumerable<DrainFinding> NotesOfZero(RealServerId server, IpvsService service, ServiceView view)
    {
        if (!view.TakesConnections(server.Service))
        {
            yield return DrainFinding.OfWeight(DrainCode.NoneLeft, server);
        }

        if (service.PersistenceTimeout is not null && view.TryGet(server, out RealServer row))
        {
            yield return new DrainFinding(DrainCode.PersistentClientsStay, server, "PersistenceTimeout", row.PersistentConnections);
        }
    }

    private static IEnumerable<DrainFinding> NotesOfWeights(RealServerId server, IpvsService service, ServiceView view)
    {
        const int Places = IpvsSchedulerCatalog.SourceHashPlaces;
        if (service.Scheduler == "sh" && view.WeightOf(server.Service) is > Places and var weight)
        {
            yield return DrainFinding.OfWeight(DrainCode.WeightsExceedTable, server, weight, Places);
        }
    }
}
