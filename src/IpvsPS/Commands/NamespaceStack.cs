using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>The namespaces that one runspace has entered, innermost last.</summary>
internal sealed class NamespaceStack
{
    private static readonly ConditionalWeakTable<Runspace, NamespaceStack> Stacks = new();

    private readonly List<NetNamespaceHandle> _entered = [];

    /// <summary>The stack of the runspace that this thread runs a pipeline for.</summary>
    public static NamespaceStack Current => Stacks.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The namespace that cmdlets without -NetNamespace work in.</summary>
    public NetNamespaceHandle Top => _entered.Count > 0 ? _entered[^1] : NetNamespaceHandle.Home;

    public void UnwindAll()
    {
    }
}
