using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that make links: the names, the state and the MTU.</summary>
public abstract class NewLinkCommand : LinkCommand
{
    /// <summary>The new links' names: up to 15 bytes each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    public NameArgument[] Name { get; set; } = [];

    /// <summary>Leaves the links down.</summary>
    [Parameter]
    public SwitchParameter Down { get; set; }

    /// <summary>The longest packet in bytes; the kernel's choice for the kind unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, int.MaxValue)]
    public int? Mtu { get; set; }

    /// <summary>The kernel's name for the kind of link.</summary>
    private protected abstract string LinkKind { get; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        LinkErrors.DescribeCreation(LinkKind)(refusal, target);

    /// <summary>Makes the links that the parameters name.</summary>
    private protected override void ProcessInScope() => ForEach(Name.Select(name => name.ToString()), Create);

    /// <summary>What is peculiar to the kind; null where there is nothing.</summary>
    /// <exception cref="CommandException">The parameters do not fit together.</exception>
    private protected virtual LinkDetail? Detail(LinkClient client) => null;

    /// <summary>What is peculiar to the kind, in words that follow its state.</summary>
    private protected virtual string DetailWords => string.Empty;

    /// <summary>Makes a link and returns it as the kernel has it then.</summary>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    private protected virtual NetLink Make(LinkClient client, LinkSpec plan)
    {
        client.CreateLink(plan);
        return client.GetLink(plan.Name);
    }

    /// <summary>What is there already is said instead of asked about: by the refusal that making it would get.</summary>
    private void ThrowIfThere(LinkClient client, LinkSpec plan)
    {
        string? peer = (plan.Detail as VethPeer)?.Name;
        if (!Parameters.IsUnasked && client.ListLinks().Exists(link => link.IsNamed(plan.Name) || (peer is not null && link.IsNamed(peer))))
        {
            throw new NetlinkException($"create the {plan.Kind} link {plan.Name}{client.Place}", Errno.EEXIST);
        }
    }

    private void Create(string name)
    {
        LinkErrors.ThrowIfInvalidName(name);
        LinkClient client = Client;
        var plan = new LinkSpec(name, LinkKind)
        {
            State = Down ? NetLinkState.Down : NetLinkState.Up,
            Mtu = Mtu,
            Detail = Detail(client),
        };
        ThrowIfThere(client, plan);
        if (ShouldProcess(name + client.Place, $"Create {LinkKind} link, {(Down ? "down" : "up")}{DetailWords}"))
        {
            NetLink made = Make(client, plan);
            Changes.Add();
            WriteObject(new Objects.NetLink(made));
        }
    }
}
