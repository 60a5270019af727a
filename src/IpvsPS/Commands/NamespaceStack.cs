using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>The namespaces that one runspace has entered, innermost last.</summary>
internal sealed class NamespaceStack
{
    private static readonly ConditionalWeakTable<Runspace, NamespaceStack> Stacks = new();

    private readonly List<EnteredNamespace> _entered = [];

    /// <summary>The stack of the runspace that this thread runs a pipeline for.</summary>
    public static NamespaceStack Current
    {
        get
        {
            NamespaceStack stack = Stacks.GetOrCreateValue(Runspace.DefaultRunspace);
            stack.DropLapsed();
            return stack;
        }
    }

    /// <summary>The namespace that cmdlets without -NetNamespace work in.</summary>
    public NetNamespaceHandle Top => _entered.Count > 0 ? _entered[^1].Handle : NetNamespaceHandle.Home;

    /// <summary>Works with a namespace: the named one, opened for as long as that, or the top of the present stack where none is named.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be opened.</exception>
    public static T With<T>(NetNamespace? named, Func<NetNamespaceHandle, T> work)
    {
        if (named is null)
        {
            return work(Current.Top);
        }

        using NetNamespaceHandle handle = NetNamespaceHandle.Open(named);
        return work(handle);
    }

    /// <summary>Moves the calling thread into the namespace until <see cref="Exit"/>.</summary>
    /// <param name="netns">The namespace; the stack closes it.</param>
    /// <exception cref="NetNamespaceException">The thread is the pool's, or the kernel refused.</exception>
    public EnteredNamespace Enter(NetNamespaceHandle netns)
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            netns.Dispose();
            throw new NetNamespaceException(
                NetNamespaceError.WrongThread,
                "This runspace runs on threads that others use too (a job or a remote session), so none can stay in a namespace. Use Invoke-NetNamespace, or -NetNamespace of each cmdlet.");
        }

        return Push(netns, isBlock: false);
    }

    /// <summary>Moves the calling thread into the namespace until <see cref="LeaveBlock"/>.</summary>
    /// <param name="netns">The namespace; the stack closes it.</param>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public EnteredNamespace EnterBlock(NetNamespaceHandle netns) => Push(netns, isBlock: true);

    /// <summary>Takes the calling thread back to where it was before the last <see cref="Enter"/>.</summary>
    /// <exception cref="NetNamespaceException">Nothing is entered here, the thread is another, or the kernel refused.</exception>
    public EnteredNamespace Exit()
    {
        EnteredNamespace? last = _entered.LastOrDefault();
        if (last is null || last.IsBlock)
        {
            throw new NetNamespaceException(
                NetNamespaceError.NotEntered,
                $"No network namespace has been entered {(last is null ? "in this session" : "inside this Invoke-NetNamespace block")}, so there is none to leave.");
        }

        if (last.Thread != Thread.CurrentThread)
        {
            throw new NetNamespaceException(
                NetNamespaceError.WrongThread,
                $"The network namespace '{last.Handle.Namespace}' was entered on another thread of this runspace, and only that one can leave it.");
        }

        Unwind(_entered.Count - 1);
        return last;
    }

    /// <summary>Takes the calling thread out of a block's namespace and of all that was entered in the block and not left.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void LeaveBlock(EnteredNamespace block)
    {
        int index = _entered.IndexOf(block);
        // Removing the module inside of the block has left it already.
        if (index >= 0)
        {
            Unwind(index);
        }
    }

    /// <summary>Runs what is outside of a block from the inside: downstream commands, when the block writes an object.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void RunOutside(EnteredNamespace block, Action work)
    {
        int index = _entered.IndexOf(block);
        if (index < 0)
        {
            work();
            return;
        }

        List<EnteredNamespace> inside = _entered.GetRange(index, _entered.Count - index);
        block.Return();
        _entered.RemoveRange(index, inside.Count);
        try
        {
            work();
        }
        finally
        {
            // What is outside may itself have entered or left a namespace.
            block.SaveAnew();
            inside[^1].Handle.EnterOnThisThread();
            _entered.AddRange(inside);
        }
    }

    /// <summary>Takes the calling thread home from everything it has entered for this runspace.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void UnwindAll()
    {
        int first = _entered.FindIndex(entered => entered.Thread == Thread.CurrentThread);
        if (first >= 0)
        {
            Unwind(first);
        }
    }

    private EnteredNamespace Push(NetNamespaceHandle netns, bool isBlock)
    {
        var entered = EnteredNamespace.Enter(netns, isBlock);
        _entered.Add(entered);
        return entered;
    }

    private void Unwind(int index)
    {
        _entered[index].Return();
        for (int i = _entered.Count - 1; i >= index; i--)
        {
            _entered[i].Dispose();
            _entered.RemoveAt(i);
        }
    }

    /// <summary>What a pipeline's own thread entered and did not leave has ended with the thread.</summary>
    private void DropLapsed()
    {
        for (int i = _entered.Count - 1; i >= 0 && _entered[i].HasLapsed(); i--)
        {
            _entered[i].Dispose();
            _entered.RemoveAt(i);
        }
    }
}
