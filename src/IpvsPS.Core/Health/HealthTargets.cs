using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>What is probed of a real server.</summary>
public static class HealthTargets
{
    /// <summary>The target of a check.</summary>
    /// <param name="server">The real server.</param>
    /// <param name="check">The check.</param>
    /// <param name="isInside">Whether the probe is made where the server runs, and goes to the service's address.</param>
    /// <returns>What to probe. Where the real server has the client's port and the check names none, no probe can be made.</returns>
    public static ProbeTarget Of(RealServerId server, IpvsHealthCheck check, bool isInside = false)
    {
        int port = server.Port != 0 || server.Service.IsFirewallMark ? server.Port : server.Service.Port;
        return isInside && !server.Service.IsFirewallMark
            ? new ProbeTarget(server.Service.Address.ToIPAddress(), server.Service.Port, check)
            : new ProbeTarget(server.Address.ToIPAddress(), port, check);
    }
}
