using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>What monitors know of the real servers that a command lists: read once a namespace, without a lock.</summary>
internal sealed class HealthLookup(CancellableCommand command)
{
    private readonly NamespaceValues<IReadOnlyDictionary<RealServerId, RealServerHealth>?> _tables = new();

    /// <summary>What is known in a namespace; null where no monitor runs, and where it cannot be read.</summary>
    /// <param name="scope">The namespace; null for the session's current one.</param>
    public IReadOnlyDictionary<RealServerId, RealServerHealth>? In(NetNamespace? scope) =>
        _tables.GetOrAdd(scope, netns => Read(HealthTable.File(StateDirectory.Default, netns.Identity)));

    private IReadOnlyDictionary<RealServerId, RealServerHealth>? Read(StateFile<HealthTable> file)
    {
        try
        {
            return file.Read() is { } table && HealthTable.IsCurrent(table.Written, DateTimeOffset.UtcNow) ? table.ByServer() : null;
        }
        catch (StateException e)
        {
            command.WriteVerbose($"The health of real servers is not known: {e.Message}");
            return null;
        }
    }
}
