using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Set-NetLink: sets links up or down and changes their settings (<c>ip link set</c>).</summary>
[Cmdlet(VerbsCommon.Set, "NetLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class SetNetLinkCommand : LinkCommand
{
    /// <summary>The links' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument[] Name { get; set; } = [];

    /// <summary>Sets the links up.</summary>
    [Parameter]
    public SwitchParameter Up { get; set; }

    /// <summary>Sets the links down.</summary>
    [Parameter]
    public SwitchParameter Down { get; set; }

    /// <summary>A new name for one link: up to 15 bytes.</summary>
    [Parameter]
    public string? NewName { get; set; }

    /// <summary>The longest packet in bytes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Mtu { get; set; }

    /// <summary>The bridge or bond that the links join.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkMasterCompleter))]
    public string? Master { get; set; }

    /// <summary>Takes the links out of their bridge or bond.</summary>
    [Parameter]
    public SwitchParameter NoMaster { get; set; }

    /// <summary>Writes the links as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.DescribeChange(refusal, target);

    /// <summary>Refuses parameters that contradict each other.</summary>
    private protected override void Begin()
    {
        base.Begin();
        string? conflict =
            Up && Down ? "-Up and -Down"
            : Master is not null && NoMaster ? "-Master and -NoMaster"
            : null;
        if (conflict is not null)
        {
            throw new CommandException(
                ErrorIds.NetLinkSettingConflict,
                ErrorCategory.InvalidArgument,
                $"{conflict} contradict each other: give one of them."
            );
        }

        if (!Words().Any())
        {
            throw new CommandException(
                ErrorIds.NetLinkSettingMissing,
                ErrorCategory.InvalidArgument,
                "Nothing to change is given: -Up, -Down, -NewName, -Mtu, -Master or -NoMaster."
            );
        }
    }

    /// <summary>Changes the links that the parameters name.</summary>
    private protected override void ProcessInScope() => ForEach(Name.Select(name => name.ToString()), Change);

    private void Change(string name)
    {
        if (NewName is not null)
        {
            LinkErrors.ThrowIfInvalidName(NewName);
        }

        LinkClient client = Client;
        NetLink link = FindLink(client, name);
        int? master =
            Master is not null ? FindLink(client, Master).Index
            : NoMaster ? 0
            : null;
        if (!ShouldProcess(link.Name + client.Place, $"Set link {string.Join(", ", Words())}"))
        {
            return;
        }

        client.ChangeLink(
            link,
            new LinkChange
            {
                State =
                    Up ? NetLinkState.Up
                    : Down ? NetLinkState.Down
                    : null,
                NewName = NewName,
                Mtu = Mtu,
                MasterIndex = master,
            }
        );
        Changes.Add();
        if (PassThru)
        {
            WriteObject(new Objects.NetLink(client.GetLink(link.Index)));
        }
    }

    private IEnumerable<string> Words()
    {
        if (Up || Down)
        {
            yield return Up ? "up" : "down";
        }

        if (NewName is not null)
        {
            yield return $"name {NewName}";
        }

        if (Mtu is not null)
        {
            yield return $"MTU {Mtu}";
        }

        if (Master is not null || NoMaster)
        {
            yield return NoMaster ? "no master" : $"master {Master}";
        }
    }
}
