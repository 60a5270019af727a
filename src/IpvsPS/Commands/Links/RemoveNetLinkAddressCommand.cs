using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Remove-NetLinkAddress: removes addresses from a link (<c>ip addr del</c>).</summary>
[Cmdlet(VerbsCommon.Remove, "NetLinkAddress", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveNetLinkAddressCommand : LinkAddressCommand
{
    private readonly SecondaryAddresses _secondaries = new();

    /// <summary>The addresses; without a prefix length, whatever theirs is.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(PrefixArgument[]))]
    [Alias("Address")]
    [ArgumentCompleter(typeof(NetLinkAddressCompleter))]
    public override PrefixArgument[] IPAddress { get; set; } = [];

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.DescribeAddressRemoval(refusal, target);

    /// <summary>Removes the addresses that the parameters name.</summary>
    private protected override void ProcessInScope() =>
        ForEach(
            [Link.ToString()],
            name =>
            {
                LinkClient client = Client;
                NetLink link = FindLink(client, name);
                var removals = new List<NetLinkAddress>(IPAddress.Length);
                ForEach(
                    IPAddress,
                    argument =>
                        removals.AddRange(
                            Plan(client, link, argument.Prefix)
                                .Where(address =>
                                    !HasGone(address, client)
                                    && (Parameters.IsUnasked || ShouldProcess(link.Name + client.Place, $"Remove address {address}"))
                                )
                        )
                );
                Remove(client, link, removals);
            }
        );

    /// <summary>Warns of addresses that went with the first of their network.</summary>
    private protected override void End()
    {
        foreach (NetLinkAddress address in _secondaries.Unasked)
        {
            WriteWarning(
                $"{address} has gone from {address.LinkName} with the first address of its network. Add-NetLinkAddress adds it again."
            );
        }
    }

    private bool HasGone(NetLinkAddress address, LinkClient client)
    {
        bool hasGone = _secondaries.Claim(address, client.NetNamespace);
        if (hasGone)
        {
            WriteVerbose($"{address} has gone from {address.LinkName}{client.Place} with the first address of its network.");
        }

        return hasGone;
    }

    private void Remove(LinkClient client, NetLink link, List<NetLinkAddress> removals)
    {
        if (!removals.Exists(SecondaryAddresses.CanFollow))
        {
            Send(client, removals);
            return;
        }

        List<NetLinkAddress> before = client.ListAddresses(link);
        List<NetLinkAddress> removed = Send(client, SecondaryAddresses.PutFirst(removals, before));
        _secondaries.Note(before, client.ListAddresses(link), removed);
    }

    private List<NetLinkAddress> Send(LinkClient client, List<NetLinkAddress> removals)
    {
        var removed = new List<NetLinkAddress>();
        new InputBatch(this).Send(removals, removal => removal, client.RemoveAddresses, removed.Add);
        return removed;
    }

    private List<NetLinkAddress> Plan(LinkClient client, NetLink link, InetPrefix prefix)
    {
        int? length = ChoosePrefixLength(prefix);
        var named = new InetPrefix(prefix.Address!, length);
        if (length is null || !Parameters.IsUnasked)
        {
            // One that is absent is said instead of asked about.
            List<NetLinkAddress> found = client
                .ListAddresses(link)
                .FindAll(address => address.Address.Equals(prefix.Address) && (length is null || length == address.PrefixLength));
            return found.Count > 0 ? found : throw LinkErrors.AddressNotFound(named, link.Name, client.Place);
        }

        return
        [
            new NetLinkAddress
            {
                LinkName = link.Name,
                LinkIndex = link.Index,
                Address = prefix.Address!,
                PrefixLength = length.Value,
                PeerAddress = PeerAddress?.Value,
            },
        ];
    }
}
