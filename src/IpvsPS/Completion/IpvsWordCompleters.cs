using System.Collections;
using System.Globalization;
using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.Session;

namespace IpvsPS.Completion;

/// <summary>Completes scheduler names, each with what it does; others can be typed.</summary>
public sealed class IpvsSchedulerCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        IpvsSchedulerCatalog.All.Select(scheduler => new CompletionWord(scheduler.Name, $"{scheduler.Name}: {scheduler.Description}"));
}

/// <summary>Completes the flags of the scheduler typed so far, each with what it does.</summary>
public sealed class IpvsSchedulerFlagCompleter : WordCompleter
{
    private static readonly CompletionWord[] Flags =
    [
        new("sh-fallback", "sh-fallback: where the hash leads to a real server that takes no connections, another one is tried"),
        new("sh-port", "sh-port: the client's port counts too, not the address alone"),
        new("mh-fallback", "mh-fallback: where the hash leads to a real server that takes no connections, another one is tried"),
        new("mh-port", "mh-port: the client's port counts too, not the address alone"),
        new("flag-1", "flag-1: the first flag of any scheduler"),
        new("flag-2", "flag-2: the second flag of any scheduler"),
        new("flag-3", "flag-3: the third flag of any scheduler"),
    ];

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        Typed<string>(typed, "Scheduler") is { } scheduler ? Flags.Where(flag => IpvsFlags.IsFlagOf(scheduler, flag.Text)) : Flags;
}

/// <summary>Completes persistence engines.</summary>
public sealed class IpvsPersistenceEngineCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        [new CompletionWord("sip", "sip: clients stay by the SIP Call-ID")];
}

/// <summary>Completes the states of connections.</summary>
public sealed class IpvsConnectionStateCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        IpvsConnectionTable.KnownStates.Select(state => new CompletionWord(state));
}

/// <summary>Completes the clients that have connections, in the namespace typed so far.</summary>
public sealed class IpvsClientCompleter : WordCompleter
{
    /// <summary>Tab does not wait for a table of a million connections.</summary>
    private const int MostConnections = 5000;

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var tables = new NamespaceClients<IpvsConnectionTable>(IpvsConnectionTable.Open);
        return tables
            .In(TypedNamespace(typed), CancellationToken.None)
            .Read()
            .Take(MostConnections)
            .GroupBy(connection => connection.Client)
            .Select(client => new CompletionWord($"{client.Key}", $"{client.Key}: {Quantity.Of(client.Count(), "connection")}"))
            .ToList();
    }
}

/// <summary>Completes the ids of the rules of Debug-IpvsService, each with its name.</summary>
public sealed class IpvsRuleCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        DiagnosisCatalog.All.Select(rule => new CompletionWord(
            rule.Id,
            $"{rule.Id} {rule.Name}: {rule.Severity.ToString().ToLowerInvariant()}"
        ));
}

/// <summary>Completes the ports of the servers of metrics that this PowerShell runs.</summary>
public sealed class IpvsMetricPortCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        MetricServers.All.Select(running => new CompletionWord(
            running.Server.Endpoint.Port.ToString(CultureInfo.InvariantCulture),
            $"http://{running.Server.Endpoint}/metrics"
        ));
}
