using System.Management.Automation;
using System.Net;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Add-NetLinkAddress: adds addresses to a link (<c>ip addr add</c>).</summary>
[Cmdlet(VerbsCommon.Add, "NetLinkAddress", SupportsShouldProcess = true)]
[OutputType(typeof(NetLinkAddress))]
public sealed class AddNetLinkAddressCommand : LinkAddressCommand
{
    /// <summary>The addresses; without a prefix length it is a single host's, /32 or /128.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override InetPrefix[] Address { get; set; } = [];

    /// <summary>
    /// Asks the network whether another host has an IPv6 address before it is used. On by itself, save on dummy
    /// links: nobody is there to ask.
    /// </summary>
    [Parameter]
    public SwitchParameter DuplicateAddressDetection { get; set; }

    /// <summary>Writes the addresses that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Adds the addresses that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        NetLink link = null!;
        bool isFound = Attempt(LinkName, LinkErrors.Describe, () =>
        {
            client = Client;
            link = FindLink(client, LinkName);
        });
        if (!isFound)
        {
            return;
        }

        var additions = new List<NetLinkAddress>(Address.Length);
        foreach (InetPrefix prefix in Address)
        {
            Attempt(prefix, LinkErrors.DescribeAddition, () =>
            {
                NetLinkAddress address = Plan(link, prefix);
                if (ShouldProcess(link.Name + client.Place, $"Add address {address}"))
                {
                    additions.Add(address);
                }
            });
        }

        List<NetLinkAddress> added = Send(additions, client.AddAddresses, LinkErrors.DescribeAddition);
        if (PassThru && added.Count > 0)
        {
            Attempt(LinkName, LinkErrors.Describe, () => WriteObject(client.ListAddresses(link).FindAll(address => IsAmong(added, address)), true));
        }
    }

    private NetLinkAddress Plan(NetLink link, InetPrefix prefix)
    {
        IPAddress address = prefix.Address!;
        if (address.Equals(IPAddress.Any))
        {
            // The kernel says that it added it, and does nothing.
            throw new CommandException("NetLinkAddressInvalid", ErrorCategory.InvalidArgument, "0.0.0.0 stands for no address: no link can have it.");
        }

        InetAddress value = InetAddress.FromIPAddress(address);
        bool isLoopback = value.Family == AddressFamily.IPv4 && IPAddress.IsLoopback(address);
        bool detectsDuplicates = IsTyped(nameof(DuplicateAddressDetection)) ? DuplicateAddressDetection : link.Kind != "dummy";
        return new NetLinkAddress
        {
            LinkName = link.Name,
            LinkIndex = link.Index,
            Address = address,
            PrefixLength = ChoosePrefixLength(prefix) ?? value.BitCount,
            PeerAddress = PeerAddress,
            Scope = isLoopback ? NetLinkAddressScope.Host : NetLinkAddressScope.Global,
            Flags = value.Family == AddressFamily.IPv6 && !detectsDuplicates ? NetLinkAddressFlags.NoDad : NetLinkAddressFlags.None,
        };
    }

    private static bool IsAmong(List<NetLinkAddress> added, NetLinkAddress address) =>
        added.Exists(one => one.PrefixLength == address.PrefixLength && one.Address.Equals(address.Address));
}
