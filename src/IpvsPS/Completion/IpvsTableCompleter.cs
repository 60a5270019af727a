using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>
/// What the completers share that offer what is in the kernel's table, in the namespace typed so far: the services that the
/// other parameters typed so far leave.
/// </summary>
public abstract class IpvsTableCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        return Words(clients.In(TypedNamespace(typed), CancellationToken.None), typed).ToList();
    }

    /// <summary>The words of a namespace's table.</summary>
    private protected abstract IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed);

    /// <summary>The services that the parameters typed so far leave.</summary>
    private protected static IEnumerable<IpvsService> Services(IpvsClient client, IDictionary typed)
    {
        string?[] texts = Typed<string[]>(typed, "VirtualAddress") ?? new string?[] { null };
        IpvsServiceFilter[] filters = Array.ConvertAll(texts, text => new IpvsServiceFilter(
            text, TypedValue<int>(typed, "VirtualPort"), TypedValue<IpvsProtocol>(typed, "Protocol"),
            TypedValue<uint>(typed, "FirewallMark"), TypedValue<AddressFamily>(typed, "AddressFamily")));
        return client.ListServices().Where(service => Array.Exists(filters, filter => filter.Matches(service.Id)));
    }

    /// <summary>The real servers of those services that the address and the port typed so far leave.</summary>
    private protected static IEnumerable<IpvsRealServer> RealServers(IpvsClient client, IDictionary typed)
    {
        var filter = new IpvsEndpointFilter(Typed<string[]>(typed, "Address"), "Address", TypedValue<int>(typed, "Port"), "Port");
        return Services(client, typed).SelectMany(service => client.ListRealServers(service))
            .Where(server => filter.Matches(server.InetAddress, server.InetPort));
    }
}
