using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkAddress: adds addresses to a link (<c>ip addr add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkAddress", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLinkAddress))]
public sealed class AddNetLinkAddressCommand : LinkAddressCommand
{
    /// <summary>The addresses; without a prefix length it is a single host's, /32 or /128.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(PrefixArgument[]))]
    [Alias("Address")]
    [ArgumentCompleter(typeof(IpvsVirtualAddressCompleter))]
    public override PrefixArgument[] IPAddress { get; set; } = [];

    /// <summary>The broadcast address (IPv4); none unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    public AddressArgument? BroadcastAddress { get; set; }

    /// <summary>The label (IPv4): the link's name, or the name, a colon and a word. The name unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(string))]
    public string? Label { get; set; }

    /// <summary>How far the addresses reach: Host for 127.0.0.0/8, else Global, unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetLinkScope?))]
    public new NetLinkScope? Scope { get; set; }

    /// <summary>How long the addresses live: seconds, 5m, a TimeSpan, or forever.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(LifetimeArgument?))]
    public LifetimeArgument? ValidLifetime { get; set; }

    /// <summary>How long new connections use them: seconds, 5m, a TimeSpan, or forever. As long as they live unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(LifetimeArgument?))]
    public LifetimeArgument? PreferredLifetime { get; set; }

    /// <summary>
    /// Asks the network whether another host has an IPv6 address before it is used. On by itself, save on dummy
    /// links: nobody is there to ask.
    /// </summary>
    [Parameter]
    public SwitchParameter DuplicateAddressDetection { get; set; }

    /// <summary>Writes the addresses that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.DescribeAddition(refusal, target);

    /// <summary>Adds the addresses that the parameters name.</summary>
    private protected override void ProcessInScope() =>
        ForEach(
            [Link.ToString()],
            name =>
            {
                LinkClient client = Client;
                NetLink link = FindLink(client, name);
                var added = new List<NetLinkAddress>();
                new InputBatch(this).Send(
                    IPAddress,
                    argument => PlanIfAllowed(client, link, argument.Prefix),
                    client.AddAddresses,
                    added.Add
                );
                if (PassThru && added.Count > 0)
                {
                    HashSet<(IPAddress, int)> identities = [.. added.Select(Identify)];
                    foreach (NetLinkAddress address in client.ListAddresses(link).Where(address => identities.Contains(Identify(address))))
                    {
                        WriteObject(new Objects.NetLinkAddress(address));
                    }
                }
            }
        );

    private NetLinkAddress? PlanIfAllowed(LinkClient client, NetLink link, InetPrefix prefix)
    {
        NetLinkAddress address = Plan(link, prefix);
        LinkErrors.ThrowIf(AddressRules.Check(address));
        if (Parameters.IsUnasked)
        {
            return address;
        }

        // What is there already is said instead of asked about: by the refusal that adding it would get.
        return client.ListAddresses(link).Exists(address.IsSameOnLink)
                ? throw new NetlinkException($"add {address} to {link.Name}{client.Place}", Errno.EEXIST)
            : ShouldProcess(link.Name + client.Place, $"Add address {address}") ? address
            : null;
    }

    private NetLinkAddress Plan(NetLink link, InetPrefix prefix)
    {
        InetAddress value = InetAddress.FromIPAddress(prefix.Address!);
        bool isIPv4 = value.Family == AddressFamily.IPv4;
        bool detectsDuplicates = Parameters.IsTyped(nameof(DuplicateAddressDetection)) ? DuplicateAddressDetection : link.Kind != "dummy";
        return new NetLinkAddress
        {
            LinkName = link.Name,
            LinkIndex = link.Index,
            Address = prefix.Address!,
            PrefixLength = ChoosePrefixLength(prefix) ?? value.BitCount,
            PeerAddress = PeerAddress?.Value,
            BroadcastAddress = BroadcastAddress?.Value,
            Label = ChooseLabel(link, isIPv4),
            Scope = Scope ?? AddressRules.DefaultScope(prefix.Address!),
            ValidLifetime = ValidLifetime?.Value,
            PreferredLifetime = (PreferredLifetime ?? ValidLifetime)?.Value,
            Flags = !isIPv4 && !detectsDuplicates ? NetLinkAddressFlags.NoDad : NetLinkAddressFlags.None,
        };
    }

    /// <summary>The label to send. A piped one is that of the link it comes from, and of use only where that is the same.</summary>
    private string? ChooseLabel(NetLink link, bool isIPv4)
    {
        bool isLabelOfLink = Label == link.Name || Label?.StartsWith($"{link.Name}:", StringComparison.Ordinal) == true;
        return Parameters.IsTyped(nameof(Label)) || (isLabelOfLink && isIPv4) ? Label : null;
    }

    private static (IPAddress, int) Identify(NetLinkAddress address) => (address.Address, address.PrefixLength);
}
