using System.Collections;
using IpvsPS.DirectRouting;
using IpvsPS.Ipvs;
using IpvsPS.State;

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
    private protected abstract IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    );

    /// <summary>What chooses the services that the parameters typed so far leave.</summary>
    private protected static Predicate<IpvsService> ServiceFilter(IDictionary typed)
    {
        Selection.ServiceFilter[] filters = Selection.ServiceFilter.Of(
            Typed<EndpointPattern[]>(typed, "VirtualAddress"),
            isTyped: true,
            TypedValue<int>(typed, "VirtualPort"),
            Typed<IpvsProtocol[]>(typed, "Protocol"),
            TypedValue<uint>(typed, "FirewallMark"),
            TypedValue<AddressFamily>(typed, "AddressFamily")
        );
        return service => Array.Exists(filters, filter => filter.Matches(service.Id));
    }

    /// <summary>The services that the parameters typed so far leave.</summary>
    private protected static IEnumerable<IpvsService> Services(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    )
    {
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        return table.Select(row => row.Service).Where(service => isMeant(service));
    }

    /// <summary>The real servers of those services that the address and the port typed so far leave.</summary>
    private protected static IEnumerable<(IpvsService Service, RealServer Server)> RealServers(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    )
    {
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        var filter = new EndpointFilter(
            Typed<EndpointPattern[]>(typed, "RealAddress") ?? Typed<EndpointPattern[]>(typed, "Address"),
            isTyped: true,
            "RealAddress",
            TypedValue<int>(typed, "RealPort") ?? TypedValue<int>(typed, "Port"),
            "RealPort"
        );
        return table
            .Where(row => isMeant(row.Service))
            .SelectMany(row => row.Servers, (row, server) => (row.Service, server))
            .Where(row => filter.Matches(row.server.Address, row.server.Port));
    }

    /// <summary>The word of a real server.</summary>
    private protected static CompletionWord RealServer(string text, IpvsService service) => new(text, () => $"{text} of {service}");

    private static IEnumerable<(IpvsService Service, RealServer[] Servers)> Read(IDictionary typed)
    {
        using IpvsProcReader? reader = NamespaceStack.With(
            TypedNamespace(typed),
            netns => IpvsProcReader.TryOpen(netns, CancellationToken.None)
        );
        foreach ((IpvsService, RealServer[]) row in reader?.Read() ?? [])
        {
            yield return row;
        }
    }
}

/// <summary>Completes the services that exist and have an address.</summary>
public sealed class IpvsServiceCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) =>
        Services(table, typed)
            .Where(service => !service.Id.IsFirewallMark)
            .Select(service => new CompletionWord(
                new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(),
                service.ToString
            ));
}

/// <summary>Completes the ports of the services that exist: those of the address typed so far.</summary>
public sealed class IpvsVirtualPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) =>
        Services(table, typed)
            .Where(service => !service.Id.IsFirewallMark)
            .GroupBy(service => service.VirtualPort, _ => 1)
            .Select(port => new CompletionWord($"{port.Key}", $"{port.Key}: {Quantity.Of(port.Count(), "service")}"));
}

/// <summary>Completes the firewall marks that have a service.</summary>
public sealed class IpvsFirewallMarkCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) =>
        Services(table, typed)
            .Where(service => service.Id.IsFirewallMark)
            .Select(service => new CompletionWord($"{service.FirewallMark}", service.ToString));
}

/// <summary>Completes the services that exist, as -Include and -Exclude name them: by address and port, or by firewall mark.</summary>
public sealed class IpvsScopeCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) =>
        Services(table, typed)
            .Select(service => new CompletionWord(
                service.Id.IsFirewallMark
                    ? $"FWM {service.FirewallMark}"
                    : new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(),
                service.ToString
            ));
}

/// <summary>Completes the real servers that exist: those of the service typed so far.</summary>
public sealed class IpvsRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) => RealServers(table, typed).Select(row => RealServer(row.Server.ToString(), row.Service));
}

/// <summary>Completes the ports of the real servers that exist: those of the service and the address typed so far.</summary>
public sealed class IpvsRealServerPortCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    ) =>
        RealServers(table, typed)
            .GroupBy(row => row.Server.Port, _ => 1)
            .Select(port => new CompletionWord($"{port.Key}", $"{port.Key}: {Quantity.Of(port.Count(), "real server")}"));
}

/// <summary>Completes the real servers of other services than the one typed so far, which it does not have yet.</summary>
public sealed class IpvsOtherRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    )
    {
        // The table is read twice, the second time no further than words are wanted: remembering all of 50,000 took longer.
        Predicate<IpvsService> isMeant = ServiceFilter(typed);
        bool isNamed = typed["VirtualAddress"] is not null || typed["FirewallMark"] is not null;
        HashSet<(InetAddress Address, ushort Port)> own = isNamed
            ? [.. table.Where(row => isMeant(row.Service)).SelectMany(row => row.Servers).Select(server => (server.Address, server.Port))]
            : [];
        return table
            .Where(row => !isNamed || !isMeant(row.Service))
            .SelectMany(row => row.Servers, (row, server) => (row.Service, Server: server))
            .Where(row => !own.Contains((row.Server.Address, row.Server.Port)))
            .Select(row => RealServer(row.Server.ToString(), row.Service));
    }
}

/// <summary>Completes virtual addresses: those of the services here, where the director may be, and those of the namespace typed so
/// far.</summary>
public sealed class IpvsVirtualAddressCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListVirtualAddresses()
            .Select(address => address.ToString())
            .Concat(ListServices())
            .Distinct()
            .Select(address => new CompletionWord(address))
            .ToList();
    }

    private static IEnumerable<string> ListServices()
    {
        using IpvsProcReader? reader = NamespaceStack.With(null, netns => IpvsProcReader.TryOpen(netns, CancellationToken.None));
        return reader is null
            ? []
            : [.. reader.Read().Where(row => !row.Service.Id.IsFirewallMark).Select(row => row.Service.VirtualAddress!.ToString())];
    }
}

/// <summary>
/// Completes the real servers that are suspended: those of the service typed so far. Where a weight is typed, it can be given to
/// every one of weight 0.
/// </summary>
public sealed class IpvsSuspendedServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    )
    {
        SuspensionTable? suspensions = NamespaceStack.With(
            TypedNamespace(typed),
            netns => SuspensionTable.File(StateDirectory.Default, netns.Identity).Read()
        );
        bool isWeightTyped = typed.Contains("Weight");
        return RealServers(table, typed)
            .Where(row =>
                (isWeightTyped && row.Server.Weight == 0)
                || suspensions?.Find(RealServerId.Of(row.Service.Id, row.Server), row.Server.Weight) is not null
            )
            .Select(row => RealServer(row.Server.ToString(), row.Service));
    }
}
