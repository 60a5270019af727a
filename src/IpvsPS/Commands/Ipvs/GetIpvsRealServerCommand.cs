using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsRealServer: the real servers, service by service, as the whole of <c>ipvsadm -Ln</c>.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsRealServer")]
[OutputType(typeof(IpvsRealServer))]
public sealed class GetIpvsRealServerCommand : IpvsTableQueryCommand
{
    /// <summary>Real servers by address or address and port; * and ? are wildcards. Every real server unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public string[]? Address { get; set; }

    /// <summary>Real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? Port { get; set; }

    private protected override string Unknown => "thresholds, the type, port and checksum of tunnels, and persistence entries";

    /// <summary>Writes the real servers asked for.</summary>
    protected override void ProcessRecord()
    {
        IpvsEndpointFilter filter = null!;
        if (!Attempt(Address, IpvsErrors.Describe, () => filter = new IpvsEndpointFilter(Address, nameof(Address), Port, nameof(Port))))
        {
            return;
        }

        bool wasAsked = false;
        bool isVerbose = IsVerbose;
        ForEachService((list, service) =>
        {
            wasAsked = true;
            if (isVerbose)
            {
                WriteVerbose($"Listing the real servers of {service.Id}.");
            }

            foreach (IpvsRealServer server in list(service))
            {
                if (filter.Matches(server.InetAddress, server.InetPort))
                {
                    WriteObject(server);
                }
            }
        });

        if (wasAsked)
        {
            foreach (string text in filter.Missing)
            {
                WriteError(IpvsErrors.RealServerNotFound(text));
            }
        }
    }
}
