using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>Sends the messages of a plan and writes down what the kernel makes of them.</summary>
internal sealed class ApplySender
{
    private readonly ApplyJournal _journal;
    private readonly Func<IpvsClient> _connect;
    private readonly Action<int>? _progress;
    private readonly Action<string>? _say;
    private readonly IpvsBatch _batch;
    private ApplyReadBack? _readBack;
    private int _judged;

    /// <param name="client">The connection; it heeds stops between datagrams.</param>
    /// <param name="journal">Where the answers go.</param>
    /// <param name="connect">A connection which no stop ends, to read back over.</param>
    /// <param name="progress">Told how many messages have been answered.</param>
    /// <param name="say">Told in words what the kernel has been asked to do.</param>
    public ApplySender(IpvsClient client, ApplyJournal journal, Func<IpvsClient> connect, Action<int>? progress, Action<string>? say)
    {
        _journal = journal;
        _connect = connect;
        _progress = progress;
        _say = say;
        _batch = client.StartBatch(IsDone, Report);
    }

    /// <summary>Sends the messages up to a place until the kernel refuses one; what follows in the same datagram has then been tried
    /// too.</summary>
    /// <returns>Whether all were done.</returns>
    /// <exception cref="OperationCanceledException">Stopped between two datagrams.</exception>
    public bool TrySend(int end)
    {
        try
        {
            while (_batch.Count < end)
            {
                _journal.Steps.Send(_batch.Count, _batch);
                if (_batch.Failures.Count > _judged && !Judge())
                {
                    return false;
                }
            }

            _batch.Flush();
            return Judge();
        }
        catch (NetlinkException e)
        {
            _journal.Break(Math.Min(_batch.SentCount, _batch.Count - 1), e);
            _journal.SentCount = _batch.Count;
            return false;
        }
    }

    private bool Judge()
    {
        for (; _judged < _batch.Failures.Count; _judged++)
        {
            _journal.Refuse(_batch.Failures[_judged]);
        }

        return !_journal.HasRefusals;
    }

    /// <summary>After a lost answer: whether the table is as the step makes it; after a second refusal, whether that says so.</summary>
    private bool IsDone(int place, Errno refusal)
    {
        ApplyStep step = _journal.Steps[place];
        return refusal == Errno.ENOBUFS ? (_readBack ??= new ApplyReadBack(_connect())).Holds(step) : step.IsDoneBy(refusal);
    }

    private void Report()
    {
        _readBack = null;
        int said = _journal.SentCount;
        _journal.SentCount = _batch.SentCount;
        _progress?.Invoke(_batch.SentCount);
        for (int place = said; _say is not null && place < _batch.SentCount; place++)
        {
            _say(_journal.Steps[place].Operation);
        }
    }
}
