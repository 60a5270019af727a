using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsHealth: what the monitor of a network namespace knows, whichever process it is.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsHealth")]
[OutputType(typeof(Objects.IpvsHealth))]
public sealed class GetIpvsHealthCommand : ServiceSelectionCommand
{
    /// <summary>Only real servers of these services, by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? VirtualAddress { get; set; }

    /// <summary>Only these real servers, by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public EndpointPattern[]? RealAddress { get; set; }

    /// <summary>Only real servers on this port.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    private protected override void ProcessInScope()
    {
        NamespaceStack.With(
            Scope,
            netns =>
            {
                Write(netns);
                return true;
            }
        );
    }

    private void Write(NetNamespaceHandle netns)
    {
        if (HealthTable.File(StateDirectory.Default, netns.Identity).Read() is not { } table)
        {
            WriteWarning(
                $"No monitor has run in the network namespace '{netns.Namespace}' since the machine was started: "
                    + "Watch-IpvsHealth starts one."
            );
            return;
        }

        if (!HealthTable.IsCurrent(table.Written, DateTimeOffset.UtcNow))
        {
            WriteWarning(
                $"The monitor of the network namespace '{netns.Namespace}', process {table.ProcessId}, has ended or cannot write: this "
                    + $"is of {TimeText.Of(table.Written.UtcDateTime)}. Watch-IpvsHealth starts another one, which goes on from it."
            );
        }

        ServiceFilter[] services = FilterServices();
        EndpointFilter servers = FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort));
        foreach (ServiceHealth service in table.Services.Where(one => Array.Exists(services, filter => filter.Matches(one.Id))))
        {
            foreach (RealServerHealth server in service.Servers.Where(one => servers.Matches(one.Server.Address, one.Server.Port)))
            {
                WriteObject(new Objects.IpvsHealth(table, service, server, netns.Namespace));
            }
        }
    }
}
