using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What is remembered of the real servers that a command lists: read once a namespace, without a lock.</summary>
internal sealed class SuspensionLookup(CancellableCommand command)
{
    private readonly Dictionary<string, SuspensionTable?> _tables = [];

    /// <summary>The suspensions of a namespace; null where there are none, or where they cannot be read, which is a warning.</summary>
    /// <param name="scope">The namespace; null for the session's current one.</param>
    public SuspensionTable? In(NetNamespace? scope) =>
        NamespaceStack.With(
            scope,
            netns =>
            {
                string key = netns.Identity.ToFileName();
                if (!_tables.TryGetValue(key, out SuspensionTable? table))
                {
                    _tables.Add(key, table = Read(SuspensionTable.File(StateDirectory.Default, netns.Identity)));
                }

                return table;
            }
        );

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
