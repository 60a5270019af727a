using System.Collections;
using IpvsPS.DirectRouting;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes the names of network namespaces under /run/netns.</summary>
public sealed class NetNamespaceCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        NetNamespaceDirectory
            .List()
            .Select(netns => new CompletionWord(netns.Name!, $"network namespace {netns.Name}, inode {netns.Inode}"));
}

/// <summary>Completes a process of each network namespace that has no name yet.</summary>
public sealed class NetNamespaceProcessCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        NamespaceProcesses
            .Read()
            .Unnamed(NetNamespaceDirectory.List())
            .Select(netns => new CompletionWord(
                $"{netns.ProcessId}",
                $"{netns.ProcessId}: {netns.ProcessName}, {Quantity.Of(netns.ProcessIds.Length, "process", "processes")} in its "
                    + "network namespace"
            ));
}

/// <summary>Completes the containers that run on this machine, by as many digits of their ids as <c>docker ps</c> shows.</summary>
public sealed class ContainerIdCompleter : WordCompleter
{
    private const int Digits = 12;

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        ContainerProcess
            .List()
            .Select(container => new CompletionWord(
                container.Id[..Digits],
                $"{container.Id}, {Quantity.Of(container.Processes, "process", "processes")}"
            ));
}

/// <summary>Completes the programs in the folders of PATH; where nothing fits, PowerShell completes files.</summary>
public sealed class NativeProgramCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles)
            .Select(path => new CompletionWord(Path.GetFileName(path), path));
}

/// <summary>Completes the links that Enable-IpvsDirectRouting has made, in the namespace typed so far.</summary>
public sealed class IpvsDirectRoutingLinkCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListLinks().Select(name => new CompletionWord(name)).ToList();
    }
}
