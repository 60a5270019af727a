using IpvsPS.Firewall;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Live;

/// <content>The end that takes everything back.</content>
public sealed partial class ServiceProxyLoop
{
    /// <summary>Takes away all that was made, after the run.</summary>
    /// <param name="cancellation">Ends it; what is left is still noted, and the next one takes it away.</param>
    /// <returns>What the kernel refused.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    /// <exception cref="FirewallException">The packet filter's table could not be removed.</exception>
    /// <exception cref="StateException">The record could not be opened.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<ServiceProxyRefusal> Clear(CancellationToken cancellation)
    {
        _sync?.Dispose();
        _sync = null;
        _sync = ServiceProxySync.Open(_netns, _directory, isReadOnly: false, cancellation);
        IReadOnlyList<ServiceProxyRefusal> refusals = _sync.Clear(_sync.PlanClear());
        _tell(new(ServiceProxyHappeningKind.Cleared, DateTimeOffset.UtcNow));
        return refusals;
    }

    /// <summary>How many things are left that were made, after a <see cref="Clear"/> that was ended.</summary>
    /// <param name="cancellation">Ends the counting.</param>
    /// <returns>So many changes would take them away.</returns>
    /// <exception cref="NetlinkException">The kernel refused to be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public int CountLeft(CancellationToken cancellation)
    {
        using ServiceProxySync sync = ServiceProxySync.Open(_netns, _directory, isReadOnly: true, cancellation);
        return sync.PlanClear().Changes().Count();
    }
}
