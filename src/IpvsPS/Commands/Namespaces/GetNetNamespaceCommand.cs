using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Lists the network namespaces that have a name under /run/netns.</summary>
[Cmdlet(VerbsCommon.Get, "NetNamespace")]
[OutputType(typeof(NetNamespace))]
public sealed class GetNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The names, or patterns of them. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lists.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(name, () => WriteObject(Select(name), enumerateCollection: true));
        }
    }

    /// <summary>A name may hold the characters of patterns, so it is looked for as it is first.</summary>
    private static IEnumerable<NetNamespace> Select(string name)
    {
        if (NetNamespaceDirectory.Find(name) is { } found)
        {
            return [found];
        }

        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            var pattern = new WildcardPattern(name);
            return NetNamespaceDirectory.List().Where(space => pattern.IsMatch(space.Name));
        }

        throw new NetNamespaceException(
            NetNamespaceError.NotFound,
            $"There is no network namespace '{name}' under {NetNamespace.Directory}. Get-NetNamespace without a name lists them; New-NetNamespace makes one.");
    }
}
