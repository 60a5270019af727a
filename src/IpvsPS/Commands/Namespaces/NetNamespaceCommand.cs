using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets for namespaces share: the ways a refusal is told.</summary>
public abstract class NetNamespaceCommand : KernelCommand
{
    /// <summary>Does one input's work. A refusal becomes one error record and false, so that the other inputs go on.</summary>
    private protected bool Attempt(object? target, Action work) => Attempt(target, KernelErrors.Describe, work);

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
