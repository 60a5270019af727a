using System.Collections;
using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>
/// Debug-IpvsService: looks for the known reasons why a service does not answer, and writes what it finds, the surest first.
/// </summary>
[Cmdlet(VerbsDiagnostic.Debug, "IpvsService")]
[OutputType(typeof(Objects.IpvsFinding))]
public sealed class DebugIpvsServiceCommand : IpvsQueryCommand
{
    private readonly NamespaceValues<DiagnosisScope> _scopes = new();
    private List<DiagnosisRule> _rules = [];
    private PeerFacts? _peer;

    /// <summary>The client that is not served: the rules look at its way there and back. Any client unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(IpvsClientCompleter))]
    public new AddressArgument? Client { get; set; }

    /// <summary>
    /// Connects to TCP real servers too, those of DirectRoute and Tunnel through IPVS, and asks the network who has the virtual
    /// addresses. Without it nothing is sent.
    /// </summary>
    [Parameter]
    public SwitchParameter Active { get; set; }

    /// <summary>The rules to look at, by id or name, with wildcards. Every rule that looks for a fault unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsRuleCompleter))]
    [SupportsWildcards]
    public string[]? Id { get; set; }

    /// <summary>The rules to leave out, by id or name, with wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpvsRuleCompleter))]
    [SupportsWildcards]
    public string[]? ExcludeId { get; set; }

    /// <summary>The network namespaces of real servers that this host reaches: <c>@{ '172.17.0.3' = 'pod1' }</c>.</summary>
    [Parameter]
    public Hashtable? RealServerNamespace { get; set; }

    /// <summary>The other director's sync daemons, services, real servers and connections, as its own commands write them.</summary>
    [Parameter]
    public object[]? Peer { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        _rules = RuleSelection.Choose(Id, ExcludeId, problem => WriteError(problem.ToErrorRecord(null)));
        _peer = Peer is { Length: > 0 } rows ? PeerRows.Read(rows) : null;
    }

    /// <summary>Notes what is asked about; it is looked at after the last object of the pipeline.</summary>
    private protected override void ProcessInScope() =>
        ForEachFilter(filter =>
        {
            Find().Add(filter);
            return 1;
        });

    private protected override void End()
    {
        foreach (DiagnosisScope scope in _scopes.All)
        {
            TryInput(null, () => Examine(scope));
        }
    }

    private DiagnosisScope Find() => _scopes.GetOrAdd(Scope, netns => Keep(new DiagnosisScope(netns.Duplicate())));

    private void Examine(DiagnosisScope scope)
    {
        WriteVerbose("Reading services, real servers, connections, links, addresses, routes, sysctls and the packet filter.");
        var request = new DiagnosisRequest
        {
            Selects = scope.Selects,
            Client = Client?.Value is { } client ? InetAddress.FromIPAddress(client) : null,
            RealServerNamespaces = ReadNamespaces(),
            IsActive = Active,
            ReadsLog = _rules.Exists(rule => rule.Id == "D027"),
            Peer = _peer,
        };
        DiagnosisFacts facts = FactReader.Read(scope.Namespace, request, Cancellation);
        foreach (string missing in facts.IsIpvsMissing ? [] : scope.FindMissing(facts))
        {
            WriteError(IpvsErrors.ServiceNotFound(missing).ToErrorRecord(missing));
        }

        facts = WithoutForeignClient(facts);
        Tell(facts.Unread);

        WriteVerbose($"Looking at {Quantity.Of(_rules.Count, "rule")} for {Quantity.Of(facts.Services.Count, "service")}.");
        DiagnosisCatalog.Run(facts, _rules).ForEach(finding => WriteObject(new Objects.IpvsFinding(finding)));
    }

    private Dictionary<InetAddress, NetNamespace> ReadNamespaces()
    {
        var namespaces = new Dictionary<InetAddress, NetNamespace>();
        foreach (DictionaryEntry entry in RealServerNamespace ?? [])
        {
            TryInput(
                entry.Key,
                () =>
                {
                    (InetAddress address, NetNamespace netns) = ReadEntry(entry);
                    namespaces[address] = netns;
                }
            );
        }

        return namespaces;
    }

    private static (InetAddress Address, NetNamespace Namespace) ReadEntry(DictionaryEntry entry)
    {
        try
        {
            AddressArgument address = entry.Key is System.Net.IPAddress known ? new(known) : AddressArgument.Parse($"{entry.Key}");
            NetNamespaceArgument netns =
                NetNamespaceArgument.FromObject(entry.Value) ?? throw new FormatException($"'{entry.Value}' is no network namespace.");
            return (InetAddress.FromIPAddress(address.Value!), netns.Namespace);
        }
        catch (FormatException e)
        {
            throw DiagnosisErrors.RealServerNamespaceInvalid(
                $"{e.Message} Write the real server's address and its namespace: @{{ '172.17.0.3' = 'pod1' }}."
            );
        }
    }

    /// <summary>Where no service has the client's family the rules about clients look at any client.</summary>
    private DiagnosisFacts WithoutForeignClient(DiagnosisFacts facts)
    {
        bool isForeign =
            facts.Client is { } client
            && facts.Services.Count > 0
            && facts.Services.All(service => service.Id.FamilyOrNull is { } family && family != client.Family);
        if (!isForeign)
        {
            return facts;
        }

        WriteError(DiagnosisErrors.ClientFamilyMismatch($"{facts.Client}").ToErrorRecord(Client));
        return facts with { Client = null };
    }

    /// <summary>An ordinary user is told in one warning what was not read. Root misses single things, and has one for each.</summary>
    private void Tell(IReadOnlyList<UnreadFact> all)
    {
        UnreadFact[] hidden = all.Any(unread => unread.Kind == FactKind.IpvsDetails)
            ? [.. all.Where(unread => unread.Kind != FactKind.RealServerNamespace)]
            : [];
        if (hidden.Length > 0)
        {
            WriteWarning(DiagnosisErrors.Unprivileged(hidden));
        }

        foreach (UnreadFact unread in all.Except(hidden))
        {
            Tell(unread);
        }
    }

    /// <summary>A namespace that was named and cannot be looked at is an error, what merely cannot be read here a warning.</summary>
    private void Tell(UnreadFact unread)
    {
        string words = DiagnosisErrors.Unread(unread);
        if (
            unread.Kind != FactKind.RealServerNamespace
            || ErrorRecords.From(unread.Reason, $"{unread.RealServer}", Describe) is not { } record
        )
        {
            WriteWarning(words);
            return;
        }

        record.ErrorDetails = new ErrorDetails($"{record.Exception.Message} {words}");
        WriteError(record);
    }
}
