using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A server of metrics that runs in this PowerShell.</summary>
public sealed class IpvsMetricServer
{
    /// <summary>Makes a server to be filled in; nothing listens for it.</summary>
    public IpvsMetricServer() { }

    internal IpvsMetricServer(RunningMetricServer running)
    {
        ListenAddress = running.Server.Endpoint.Address.ToString();
        Port = running.Server.Endpoint.Port;
        NetNamespace = running.NetNamespace;
        ListenNetNamespace = running.ListenNetNamespace;
        RealServer = running.HasRealServers;
        Requests = running.Server.RequestCount;
    }

    /// <summary>The address it listens on.</summary>
    public string ListenAddress { get; set; } = "127.0.0.1";

    /// <summary>The TCP port it listens on, 1 to 65535.</summary>
    public int Port { get; set; }

    /// <summary>The network namespaces whose tables it serves, with commas between them; empty for the one PowerShell was started
    /// in.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>The network namespace it listens in; empty for the one PowerShell was started in.</summary>
    public string? ListenNetNamespace { get; set; }

    /// <summary>Whether it serves the series of each real server.</summary>
    public bool RealServer { get; set; }

    /// <summary>How many scrapes it had answered when this was read.</summary>
    public long Requests { get; set; }

    /// <summary>Where the metrics are.</summary>
    /// <returns><c>http://127.0.0.1:9410/metrics</c>.</returns>
    public override string ToString() => $"http://{new InetEndpoint(System.Net.IPAddress.Parse(ListenAddress), Port)}/metrics";
}
