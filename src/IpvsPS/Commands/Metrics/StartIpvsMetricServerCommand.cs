using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Metrics;
using IpvsPS.Session;

namespace IpvsPS.Commands;

/// <summary>
/// Start-IpvsMetricServer: answers Prometheus over HTTP from this PowerShell, until Stop-IpvsMetricServer, the removal of the module
/// or the end of the process.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "IpvsMetricServer", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsMetricServer))]
public sealed class StartIpvsMetricServerCommand : MetricCommand
{
    private const int DefaultPort = 9410;

    /// <summary>The TCP port, 0 for any that is free. 9410 unless given.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = DefaultPort;

    /// <summary>The address to listen on. 127.0.0.1, which this host alone reaches, unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? ListenAddress { get; set; }

    /// <summary>The network namespace to listen in; that of the session unless given. -NetNamespace is whose tables are served.</summary>
    [Parameter]
    [ArgumentConversion(typeof(NetNamespaceArgument))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public NetNamespaceArgument? ListenNetNamespace { get; set; }

    /// <summary>Starts the server.</summary>
    private protected override void End()
    {
        if (NamespaceCount == 0)
        {
            return;
        }

        var endpoint = new IPEndPoint(ListenAddress?.Value ?? IPAddress.Loopback, Port);
        if (!ShouldProcess($"http://{endpoint}/metrics", "Start IPVS metric server"))
        {
            return;
        }

        CheckThatTablesCanBeRead();
        RunningMetricServer running = NamespaceStack.With(
            ListenNetNamespace?.Namespace,
            netns => new RunningMetricServer(Start(netns, endpoint), NamespaceText, NetNamespaceText.Of(netns.Namespace), RealServer)
        );
        MetricServers.Add(running);
        WriteVerbose($"Listening on {running.Server.Endpoint}.");
        if (!IPAddress.IsLoopback(running.Server.Endpoint.Address))
        {
            WriteWarning($"Whoever reaches {running.Server.Endpoint} reads these metrics: there is no password and no encryption.");
        }

        WriteObject(new Objects.IpvsMetricServer(running));
    }

    /// <summary>Who may not ask the kernel is told so now, and not by every scrape.</summary>
    private void CheckThatTablesCanBeRead()
    {
        using MetricExporter exporter = MakeExporter();
        exporter.Write(Stream.Null, MetricFormat.Text, Cancellation);
    }

    private MetricServer Start(Namespaces.NetNamespaceHandle netns, IPEndPoint endpoint)
    {
        MetricExporter exporter = MakeExporter();
        try
        {
            return MetricServer.Start(netns, endpoint, exporter);
        }
        catch (SocketException e)
        {
            exporter.Dispose();
            throw StatisticErrors.CannotListen(e, endpoint);
        }
    }
}
