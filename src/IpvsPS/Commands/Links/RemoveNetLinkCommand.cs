using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLink: removes links with their addresses (<c>ip link delete</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLink", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkCommand : LinkCommand
{
    /// <summary>The links' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Removes the links that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Attempt(name, LinkErrors.DescribeRemoval, () => Remove(name));
        }
    }

    private void Remove(string name)
    {
        LinkClient client = Client;
        NetLink link = FindLink(client, name);
        string kind = link.Kind is null ? string.Empty : $"{link.Kind} ";
        if (ShouldProcess(link.Name + client.Place, $"Remove {kind}link"))
        {
            client.RemoveLink(link);
        }
    }
}
