using System.Net;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>What is probed: two that ask the same address and port the same are one, also where their check names these.</summary>
/// <param name="Address">The server's address; a check can name another.</param>
/// <param name="Port">The server's port, 1 to 65535 in host order; a check can name another.</param>
/// <param name="Check">The check.</param>
public sealed record ProbeTarget(IPAddress Address, int Port, IpvsHealthCheck Check)
{
    /// <summary>Where the probe goes.</summary>
    public IPEndPoint EndPoint => new(Check.Address ?? Address, Check.Port ?? Port);

    /// <summary>Whose answer it is: a script is told the real server, and an echo request has no port.</summary>
    private (IPAddress Address, int Port) Asked =>
        Check.Kind switch
        {
            IpvsHealthCheckKind.Script => (Address, Port),
            IpvsHealthCheckKind.Icmp => (Check.Address ?? Address, 0),
            _ => (Check.Address ?? Address, Check.Port ?? Port),
        };

    /// <summary>Equal where the same is asked; the same check, which is the common case, is not compared by its many properties.</summary>
    /// <param name="other">The other target.</param>
    /// <returns>Whether both are one.</returns>
    public bool Equals(ProbeTarget? other) =>
        other is not null && Asked.Equals(other.Asked) && (ReferenceEquals(Check, other.Check) || Check.Equals(other.Check));

    /// <summary>Of what tells targets apart in practice: a monitor looks each up once a second.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(Asked, Check.Kind, Check.FirewallMark, Check.Path);
}
