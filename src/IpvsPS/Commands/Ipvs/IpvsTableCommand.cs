using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that talk to the kernel's IPVS: the connection with it, and the words for what it refuses.</summary>
public abstract class IpvsTableCommand : ScopedCommand
{
    private NamespaceClients<IpvsClient>? _clients;

    /// <summary>The client of the namespace that is worked in now.</summary>
    internal IpvsClient Client => (_clients ??= Keep(new NamespaceClients<IpvsClient>(IpvsClient.Open))).In(Scope, Cancellation);

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>
    /// What the kernel would refuse of a change that -WhatIf only shows: null outside of -WhatIf, and where the user may not
    /// look.
    /// </summary>
    /// <param name="ask">Asks for what the change is about.</param>
    private protected bool? IsThere(Action ask)
    {
        if (!Parameters.IsWhatIf)
        {
            return null;
        }

        try
        {
            ask();
            return true;
        }
        catch (NetlinkException e) when (e.Error is Errno.ESRCH or Errno.ENOENT)
        {
            return false;
        }
        catch (NetlinkException e) when (e.Error == Errno.EPERM)
        {
            return null;
        }
    }
}
