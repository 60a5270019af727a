using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Configuration;

/// <summary>The way back from steps that were made, or may have been.</summary>
/// <param name="done">The steps, in the order in which they were sent.</param>
/// <param name="connect">The connection; a new one where the last has broken.</param>
/// <param name="say">Told in words what is taken back.</param>
internal sealed class ApplyRollback(List<ApplyStep> done, Func<IpvsClient> connect, Action<string>? say)
{
    /// <summary>Whether not even the table could be read back, so that some of what is left may have been taken back.</summary>
    public bool IsLeftGuessed { get; private set; }

    /// <summary>Takes everything back, twice where it fails: taking back what is not there does no harm.</summary>
    /// <returns>False where something may be left.</returns>
    public bool TryRun() => TryOnce() || TryOnce();

    /// <summary>What is left, in words, by reading the table.</summary>
    public List<string> ReadLeft()
    {
        try
        {
            var remains = new ApplyReadBack(connect());
            return [.. done.SelectMany(remains.Of)];
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            IsLeftGuessed = true;
            return done.ConvertAll(step => step.Operation);
        }
    }

    private bool TryOnce()
    {
        try
        {
            IpvsBatch batch = connect().StartBatch();
            for (int i = done.Count - 1; i >= 0; i--)
            {
                say?.Invoke($"take back: {done[i].Operation}");
                done[i].SendInverse(batch);
            }

            batch.Flush();
            return batch.Failures.TrueForAll(failure => failure.Error is Errno.ENOENT or Errno.ESRCH or Errno.EEXIST);
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            return false;
        }
    }
}
