using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLinkAddress: removes addresses from a link (<c>ip addr del</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLinkAddress", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkAddressCommand : LinkAddressCommand
{
    private readonly TakenAlongAddresses _takenAlong = new();

    /// <summary>The addresses; without a prefix length, whatever theirs is.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetPrefix[]))]
    [ArgumentCompleter(typeof(NetLinkAddressCompleter))]
    public override InetPrefix[] Address { get; set; } = [];

    /// <summary>Removes the addresses that the parameters name.</summary>
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

        var removals = new List<NetLinkAddress>(Address.Length);
        foreach (InetPrefix prefix in Address)
        {
            Attempt(prefix, LinkErrors.DescribeAddressRemoval, () => removals.AddRange(Plan(client, link, prefix)
                .Where(address => !HasGone(address, client) && (IsUnasked || ShouldProcess(link.Name + client.Place, $"Remove address {address}")))));
        }

        Attempt(LinkName, LinkErrors.Describe, () => Remove(client, link, removals));
    }

    /// <summary>Warns of addresses that went with the first of their network.</summary>
    protected override void EndProcessing()
    {
        foreach (NetLinkAddress address in _takenAlong.Unasked)
        {
            WriteWarning($"{address} has gone from {address.LinkName} with the first address of its network. Add-NetLinkAddress adds it again.");
        }
    }

    private bool HasGone(NetLinkAddress address, LinkClient client)
    {
        bool hasGone = _takenAlong.Claim(address, client.NetNamespace);
        if (hasGone)
        {
            WriteVerbose($"{address} has gone from {address.LinkName}{client.Place} with the first address of its network.");
        }

        return hasGone;
    }

    private void Remove(LinkClient client, NetLink link, List<NetLinkAddress> removals)
    {
        if (!removals.Exists(TakenAlongAddresses.CanFollow))
        {
            Send(client, removals);
            return;
        }

        List<NetLinkAddress> before = client.ListAddresses(link);
        List<NetLinkAddress> removed = Send(client, TakenAlongAddresses.SecondariesFirst(removals, before));
        _takenAlong.Note(before, client.ListAddresses(link), removed);
    }

    private List<NetLinkAddress> Send(LinkClient client, List<NetLinkAddress> removals)
    {
        var removed = new List<NetLinkAddress>();
        SendAll(removals, removal => removal, client.RemoveAddresses, removed.Add, LinkErrors.DescribeAddressRemoval);
        return removed;
    }

    private List<NetLinkAddress> Plan(LinkClient client, NetLink link, InetPrefix prefix)
    {
        if (ChoosePrefixLength(prefix) is { } length)
        {
            // One that is absent is said instead of asked about.
            if (!IsUnasked && !client.ListAddresses(link).Exists(address => address.Address.Equals(prefix.Address) && address.PrefixLength == length))
            {
                throw LinkErrors.AddressNotFound(new InetPrefix(prefix.Address!, length), link.Name, client.Place);
            }

            return
            [
                new NetLinkAddress
                {
                    LinkName = link.Name,
                    LinkIndex = link.Index,
                    Address = prefix.Address!,
                    PrefixLength = length,
                    PeerAddress = PeerAddress,
                },
            ];
        }

        List<NetLinkAddress> found = client.ListAddresses(link).FindAll(address => address.Address.Equals(prefix.Address));
        return found.Count > 0 ? found : throw LinkErrors.AddressNotFound(prefix, link.Name, client.Place);
    }
}
