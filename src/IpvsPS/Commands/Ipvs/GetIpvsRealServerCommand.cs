using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsRealServer: the real servers, service by service, as the whole of <c>ipvsadm -Ln</c>.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsRealServer")]
[OutputType(typeof(Objects.IpvsRealServer))]
public sealed class GetIpvsRealServerCommand : IpvsTableQueryCommand
{
    private SuspensionLookup? _suspensions;
    private HealthLookup? _health;

    /// <summary>Real servers by address, address and port, network or wildcard (* and ?). Every real server unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public EndpointPattern[]? RealAddress { get; set; }

    /// <summary>Real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    private protected override string Unknown => "thresholds, the type, port and checksum of tunnels, and persistence entries";

    /// <summary>Writes the real servers asked for.</summary>
    private protected override void ProcessInScope()
    {
        EndpointFilter filter = FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort));
        bool wasAsked = false;
        bool isVerbose = Parameters.IsVerbose;
        SuspensionTable? suspended = (_suspensions ??= new SuspensionLookup(this)).In(Scope);
        IReadOnlyDictionary<RealServerId, RealServerHealth>? health = (_health ??= new HealthLookup(this)).In(Scope);
        ForEachService(
            (list, service) =>
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
                        WriteObject(
                            new Objects.IpvsRealServer(server)
                            {
                                Suspension = suspended?.Find(RealServerId.Of(server), server.Weight),
                                Health = health?.GetValueOrDefault(RealServerId.Of(server))?.Health,
                            }
                        );
                    }
                }
            }
        );

        if (wasAsked)
        {
            WriteMissing(filter);
        }
    }
}
