using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets for namespaces share: one error a failing input.</summary>
public abstract class NetNamespaceCommand : PSCmdlet
{
    /// <summary>Does one input's work. A refusal becomes one error record and false, so that the other inputs go on.</summary>
    private protected bool Attempt(object? target, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (NetNamespaceException e)
        {
            WriteError(NamespaceErrors.Describe(e, target));
        }
        catch (NetlinkException e)
        {
            WriteError(KernelErrors.Describe(e, target));
        }

        return false;
    }

    /// <summary>Does what the rest of the script stands on: a refusal ends the statement.</summary>
    private protected void AttemptOrEnd(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (NetNamespaceException e)
        {
            ThrowTerminatingError(NamespaceErrors.Describe(e, target));
        }
    }
}
