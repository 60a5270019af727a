using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLink: removes links with their addresses (<c>ip link delete</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLink", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkCommand : LinkCommand
{
    /// <summary>The links' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument[] Name { get; set; } = [];

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.DescribeRemoval(refusal, target);

    /// <summary>Removes the links that the parameters name.</summary>
    private protected override void ProcessInScope() =>
        ForEach(
            Name.Select(name => name.ToString()),
            name =>
            {
                LinkClient client = Client;
                NetLink link = FindLink(client, name);
                string kind = link.Kind is null ? string.Empty : $"{link.Kind} ";
                if (ShouldProcess(link.Name + client.Place, $"Remove {kind}link"))
                {
                    client.RemoveLink(link);
                    Changes.Add();
                }
            }
        );
}
