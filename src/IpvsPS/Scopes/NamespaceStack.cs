using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Scopes;

/// <summary>The namespaces that one runspace has entered, innermost last.</summary>
internal sealed class NamespaceStack
{
    private static readonly ConditionalWeakTable<Runspace, NamespaceStack> Stacks = new();

    private readonly List<NetNamespaceStay> _stays = [];

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
    public NetNamespaceHandle Top => _stays.Count > 0 ? _stays[^1].Handle : NetNamespaceHandle.Home;

    /// <summary>Works with a namespace: the named one, opened for as long as that, or the top of the present stack where none is
    /// named.</summary>
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
    /// <exception cref="CommandException">The thread is the pool's.</exception>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public NetNamespaceStay Enter(NetNamespaceHandle netns)
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            netns.Dispose();
            throw NamespaceErrors.WrongThread(
                "This runspace runs on threads that others use too (a job or a remote session), so none can stay in a "
                    + "namespace. Use Invoke-NetNamespace, or -NetNamespace of each cmdlet."
            );
        }

        return Push(netns, isBlock: false);
    }

    /// <summary>Moves the calling thread into the namespace until <see cref="LeaveBlock"/>.</summary>
    /// <param name="netns">The namespace; the stack closes it.</param>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public NetNamespaceStay EnterBlock(NetNamespaceHandle netns) => Push(netns, isBlock: true);

    /// <summary>Takes the calling thread back to where it was before the last <see cref="Enter"/>.</summary>
    /// <exception cref="CommandException">Nothing is entered here, or the thread is another.</exception>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public NetNamespaceStay Exit()
    {
        NetNamespaceStay? last = _stays.LastOrDefault();
        if (last is null || last.IsBlock)
        {
            throw NamespaceErrors.NotEntered(
                "No network namespace has been entered "
                    + $"{(last is null ? "in this session" : "inside this Invoke-NetNamespace block")}, so there is none to leave."
            );
        }

        if (last.Thread != Thread.CurrentThread)
        {
            throw NamespaceErrors.WrongThread(
                $"The network namespace '{last.Handle.Namespace}' was entered on another thread of this runspace, and only that "
                    + "one can leave it."
            );
        }

        Unwind(_stays.Count - 1);
        return last;
    }

    /// <summary>Takes the calling thread out of a block's namespace and of all that was entered in the block and not left.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void LeaveBlock(NetNamespaceStay block)
    {
        int index = _stays.IndexOf(block);
        // Removing the module inside of the block has left it already.
        if (index >= 0)
        {
            Unwind(index);
        }
    }

    /// <summary>Runs what is outside of a block from the inside: downstream commands, when the block writes an object.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void RunOutside(NetNamespaceStay block, Action work)
    {
        int index = _stays.IndexOf(block);
        if (index < 0)
        {
            work();
            return;
        }

        List<NetNamespaceStay> inside = _stays.GetRange(index, _stays.Count - index);
        block.Return();
        _stays.RemoveRange(index, inside.Count);
        try
        {
            work();
        }
        finally
        {
            // What is outside may itself have entered or left a namespace.
            block.SaveAnew();
            inside[^1].Handle.EnterOnThisThread();
            _stays.AddRange(inside);
        }
    }

    /// <summary>Takes the calling thread home from everything it has entered for this runspace.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void UnwindAll()
    {
        int first = _stays.FindIndex(entered => entered.Thread == Thread.CurrentThread);
        if (first >= 0)
        {
            Unwind(first);
        }
    }

    private NetNamespaceStay Push(NetNamespaceHandle netns, bool isBlock)
    {
        var entered = NetNamespaceStay.Enter(netns, isBlock);
        _stays.Add(entered);
        return entered;
    }

    private void Unwind(int index)
    {
        _stays[index].Return();
        for (int i = _stays.Count - 1; i >= index; i--)
        {
            _stays[i].Dispose();
            _stays.RemoveAt(i);
        }
    }

    /// <summary>What a pipeline's own thread entered and did not leave has ended with the thread.</summary>
    private void DropLapsed()
    {
        for (int i = _stays.Count - 1; i >= 0 && _stays[i].HasLapsed(); i--)
        {
            _stays[i].Dispose();
            _stays.RemoveAt(i);
        }
    }
}
