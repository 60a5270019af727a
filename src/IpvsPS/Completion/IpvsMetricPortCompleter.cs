using System.Collections;
using System.Globalization;
using IpvsPS.Session;

namespace IpvsPS.Completion;

/// <summary>Completes the ports of the servers of metrics that this PowerShell runs.</summary>
public sealed class IpvsMetricPortCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        MetricServers.All.Select(running => new CompletionWord(
            running.Server.Endpoint.Port.ToString(CultureInfo.InvariantCulture),
            $"http://{running.Server.Endpoint}/metrics"
        ));
}
