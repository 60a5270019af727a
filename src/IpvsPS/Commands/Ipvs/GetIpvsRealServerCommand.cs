using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsRealServer: the real servers, service by service, as the whole of <c>ipvsadm -Ln</c>.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsRealServer")]
[OutputType(typeof(IpvsRealServer))]
public sealed class GetIpvsRealServerCommand : IpvsQueryCommand
{
    /// <summary>Real servers by address or address and port; * and ? are wildcards. Every real server unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public string[]? Address { get; set; }

    /// <summary>Real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(0, 65535)]
    public int? Port { get; set; }

    /// <summary>Writes the real servers asked for.</summary>
    protected override void ProcessRecord()
    {
        IpvsEndpointPattern[] patterns = [];
        if (!Attempt(Address, IpvsErrors.Describe, () => patterns = (Address ?? [])
                .Select(text => IpvsEndpointPattern.Parse(text, nameof(Address), Port, nameof(Port))).ToArray()))
        {
            return;
        }

        var missing = new HashSet<IpvsEndpointPattern>(patterns.Where(pattern => !pattern.IsWildcard));
        bool wasAsked = false;
        ForEachService((client, service) =>
        {
            wasAsked = true;
            WriteVerbose($"Listing the real servers of {service.Id}.");
            foreach (IpvsRealServer server in client.ListRealServers(service))
            {
                IpvsEndpointPattern? match = Array.Find(patterns, pattern => pattern.Matches(server.InetAddress, server.InetPort));
                if ((patterns.Length == 0 || match is not null) && (Port is null || Port == server.Port))
                {
                    missing.Remove(match!);
                    WriteObject(server);
                }
            }
        });

        if (wasAsked)
        {
            foreach (IpvsEndpointPattern pattern in missing)
            {
                WriteError(IpvsErrors.RealServerNotFound(pattern.Text));
            }
        }
    }
}
