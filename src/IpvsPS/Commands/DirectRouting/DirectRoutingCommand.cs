using System.Management.Automation;
using System.Net;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets for direct routing share: the connection to the kernel, the addresses, and doing a plan step by
/// step.</summary>
public abstract class DirectRoutingCommand : ScopedCommand
{
    private NamespaceClients<DirectRoutingClient>? _clients;
    private DirectRoutingStep? _step;

    /// <summary>The virtual addresses.</summary>
    public abstract HostAddressArgument[]? VirtualAddress { get; set; }

    /// <summary>The client of the namespace that is worked in now.</summary>
    internal DirectRoutingClient Client =>
        (_clients ??= Keep(new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open))).In(Scope, Cancellation);

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        (_step is null ? LinkErrors.Describe : DirectRoutingErrors.DescriberOf(_step))(refusal, target);

    /// <summary>Does the steps that are agreed to; where one is refused, the ones behind it are not done.</summary>
    internal bool Do(DirectRoutingClient client, IEnumerable<DirectRoutingStep> steps) =>
        steps.All(step =>
        {
            if (!ShouldProcess(step.LinkName + client.Place, step.Action))
            {
                return true;
            }

            _step = step;
            bool isDone = TryInput(step.LinkName, step.Apply);
            _step = null;
            Changes.Add(isDone ? 1 : 0);
            return isDone;
        });

    /// <summary>The virtual addresses that the parameters name now; each that cannot be one is written as an error.</summary>
    internal List<IPAddress> NamedAddresses()
    {
        var addresses = new List<IPAddress>();
        ForEach(
            VirtualAddress ?? [],
            argument =>
                addresses.Add(
                    !argument.IsNetwork && DirectRoutingClient.IsVirtualAddress(argument.Value!)
                        ? argument.Value!
                        : throw new CommandException(
                            "IpvsVirtualAddressInvalid",
                            ErrorCategory.InvalidArgument,
                            $"-VirtualAddress {argument}: a virtual address is that of one host, such as 10.0.0.185 or "
                                + "2001:db8::1, and neither multicast nor loopback."
                        )
                )
        );
        return addresses;
    }
}
