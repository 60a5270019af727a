using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>
/// What the completers share that offer what is in the kernel's table, in the namespace typed so far: the services that the
/// other parameters typed so far leave. The table is read from /proc: in one pass, where the kernel wants a request for each
/// service's real servers, and without privileges; and Tab loads no kernel module. None of it is held, for large tables.
/// </summary>
public abstract class IpvsTableCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => Words(Read(typed), typed);

    /// <summary>The words of a namespace's table.</summary>
    private protected abstract IEnumerable<CompletionWord> Words(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed);

    /// <summary>What chooses the services that the parameters typed so far leave.</summary>
    private protected static Predicate<IpvsService> ServiceFilter(IDictionary typed)
    {
        EndpointMatch?[] addresses = Typed<EndpointPattern[]>(typed, "VirtualAddress") is { Length: > 0 } given
            ? Array.ConvertAll(given, pattern => (EndpointMatch?)EndpointMatch.Parse(pattern, isTyped: true, "VirtualAddress"))
            : [null];
        ServiceFilter[] filters = Array.ConvertAll(addresses, address => new ServiceFilter(
            address, TypedValue<int>(typed, "VirtualPort"), Typed<IpvsProtocol[]>(typed, "Protocol"),
            TypedValue<uint>(typed, "FirewallMark"), TypedValue<AddressFamily>(typed, "AddressFamily")));
        return service => Array.Exists(filters, filter => filter.Matches(service.Id));
    }

    /// <summary>The services that the parameters typed so far leave.</summary>
    private protected static IEnumerable<IpvsService> Services(IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed)
    {
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        return table.Select(row => row.Service).Where(service => isMeant(service));
    }

    /// <summary>The real servers of those services that the address and the port typed so far leave.</summary>
    private protected static IEnumerable<(IpvsService Service, RealServer Server)> RealServers(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table, IDictionary typed)
    {
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        var filter = new EndpointFilter(
            Typed<EndpointPattern[]>(typed, "RealAddress") ?? Typed<EndpointPattern[]>(typed, "Address"), isTyped: true, "RealAddress",
            TypedValue<int>(typed, "RealPort") ?? TypedValue<int>(typed, "Port"), "RealPort");
        return table.Where(row => isMeant(row.Service))
            .SelectMany(row => row.Servers, (row, server) => (row.Service, server))
            .Where(row => filter.Matches(row.server.Address, row.server.Port));
    }

    /// <summary>The word of a real server.</summary>
    private protected static CompletionWord RealServer(string text, IpvsService service) => new(text, () => $"{text} of {service}");

    private static IEnumerable<(IpvsService Service, RealServer[] Servers)> Read(IDictionary typed)
    {
        using IpvsProcReader? reader = NamespaceStack.With(TypedNamespace(typed), netns => IpvsProcReader.TryOpen(netns, CancellationToken.None));
        foreach ((IpvsService, RealServer[]) row in reader?.Read() ?? [])
        {
            yield return row;
        }
    }
}
