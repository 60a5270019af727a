using System.Management.Automation;
using System.Net;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets for direct routing share: the connection with the kernel, the addresses, and doing a plan step by step.</summary>
public abstract class DirectRoutingCommand : NamespacedCommand
{
    private NamespaceClients<DirectRoutingClient>? _clients;

    /// <summary>The virtual addresses.</summary>
    public abstract InetPrefix[]? VirtualAddress { get; set; }

    /// <summary>The client of the namespace that the parameters name now.</summary>
    internal DirectRoutingClient Client =>
        (_clients ??= Keep(new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open))).In(NetNamespace, Cancellation);

    /// <summary>Does one input's work; a refusal becomes one error record and false.</summary>
    internal bool Attempt(object? target, Action work) => Attempt(target, LinkErrors.Describe, () =>
    {
        try
        {
            work();
        }
        catch (DirectRoutingException e)
        {
            throw DirectRoutingErrors.ToCommandException(e);
        }
    });

    /// <summary>Does the steps that are agreed to; where one is refused, the ones behind it are not done.</summary>
    internal bool Do(DirectRoutingClient client, IEnumerable<DirectRoutingStep> steps) => steps.All(step =>
        !ShouldProcess(step.LinkName + client.Place, step.Action) || Attempt(step.LinkName, DirectRoutingErrors.DescriberOf(step), step.Apply));

    /// <summary>The virtual addresses that the parameters name now; each that is none is written as an error.</summary>
    internal List<IPAddress> NamedAddresses()
    {
        var addresses = new List<IPAddress>();
        foreach (InetPrefix prefix in VirtualAddress ?? [])
        {
            Attempt(prefix, () => addresses.Add(ToVirtualAddress(prefix)));
        }

        return addresses;
    }

    private static IPAddress ToVirtualAddress(InetPrefix prefix)
    {
        var address = InetAddress.FromIPAddress(prefix.Address!);
        return address.IsHost && !IPAddress.IsLoopback(prefix.Address!) && (prefix.PrefixLength ?? address.BitCount) == address.BitCount ? prefix.Address!
            : throw new CommandException("IpvsVirtualAddressInvalid", ErrorCategory.InvalidArgument,
                $"-VirtualAddress {prefix}: a virtual address is that of one host, such as 10.0.0.185 or 2001:db8::1, and neither multicast nor loopback.");
    }
}
