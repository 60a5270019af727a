using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What is remembered of the real servers that a command lists: read once a namespace, without a lock.</summary>
internal sealed class SuspensionLookup(CancellableCommand command)
{
    private readonly NamespaceValues<SuspensionTable?> _tables = new();

    /// <summary>The suspensions of a namespace; null where there are none, or where they cannot be read, which is a warning.</summary>
    /// <param name="scope">The namespace; null for the session's current one.</param>
    public SuspensionTable? In(NetNamespace? scope) =>
        _tables.GetOrAdd(scope, netns => Read(SuspensionTable.File(StateDirectory.Default, netns.Identity)));

    private SuspensionTable? Read(StateFile<SuspensionTable> file)
    {
        try
        {
            return file.Read();
        }
        catch (StateException e)
        {
            command.WriteWarning($"Which real servers are suspended is not known: {e.Message}");
            return null;
        }
    }
}
