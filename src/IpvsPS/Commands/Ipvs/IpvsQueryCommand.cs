using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>What the Get cmdlets share that list by service: the identity as a filter, with wildcards.</summary>
public abstract class IpvsQueryCommand : IpvsServiceCommand
{
    /// <summary>Services by address or address and port; * and ? are wildcards. Every service unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [SupportsWildcards]
    public string[]? VirtualAddress { get; set; }

    /// <summary>
    /// Hands over what the kernel says of every service asked for, one request for each or a listing of all; one that is
    /// named and not there is written as an error.
    /// </summary>
    private protected void ForEachService<T>(
        Func<IpvsClient, List<T>> list, Func<IpvsClient, IpvsServiceId, T> get, Func<T, IpvsServiceId> identify, Action<IpvsClient, T> handle) =>
        ForEachFilter(filter =>
        {
            IpvsClient client = Client;
            List<T> found = Find(client, filter, list, get, identify);
            found.ForEach(item => handle(client, item));
            return found.Count;
        });

    /// <summary>Reads each thing that is asked for; one that is named and not there is written as an error.</summary>
    /// <param name="read">Hands over what there is, and returns how many that are.</param>
    private protected void ForEachFilter(Func<IpvsServiceFilter, int> read)
    {
        foreach (string? text in VirtualAddress is { Length: > 0 } texts ? texts : new string?[] { null })
        {
            Attempt(text ?? (object?)FirewallMark, IpvsErrors.Describe, () =>
            {
                var filter = new IpvsServiceFilter(text, VirtualPort, Protocol, FirewallMark, AddressFamily);
                if (read(filter) == 0 && filter.IsLiteral)
                {
                    throw new CommandException("IpvsServiceNotFound", ErrorCategory.ObjectNotFound,
                        $"There is no service {filter} in this network namespace. Get-IpvsService lists those there are.");
                }
            });
        }
    }

    private protected List<T> Find<T>(
        IpvsClient client, IpvsServiceFilter filter, Func<IpvsClient, List<T>> list, Func<IpvsClient, IpvsServiceId, T> get, Func<T, IpvsServiceId> identify) =>
        filter.Exact is { } id ? GetOne(client, id, get) : ListAll(client, list).FindAll(item => filter.Matches(identify(item)));

    private List<T> ListAll<T>(IpvsClient client, Func<IpvsClient, List<T>> list)
    {
        WriteVerbose("Listing the IPVS services.");
        return list(client);
    }

    private List<T> GetOne<T>(IpvsClient client, IpvsServiceId id, Func<IpvsClient, IpvsServiceId, T> get)
    {
        try
        {
            WriteVerbose($"Getting the service {id}.");
            return [get(client, id)];
        }
        catch (Netlink.NetlinkException e) when (e.Error == Errno.ESRCH)
        {
            return [];
        }
    }
}
