using System.Management.Automation;

namespace IpvsPS.Selection;

/// <summary>Which connections one input of Get-IpvsConnection asks for: what all of the parts match.</summary>
internal sealed record ConnectionFilter(ServiceFilter[] Services, EndpointFilter Servers, EndpointFilter Clients, WildcardPattern[] States)
{
    public bool Matches(IpvsConnection connection) =>
        Array.Exists(Services, service => service.Matches(connection.ServiceId))
        && Servers.Matches(connection.Server, connection.Port)
        && Clients.Matches(connection.Client, connection.ClientPort)
        && (States.Length == 0 || Array.Exists(States, state => state.IsMatch(connection.State)));
}
