namespace IpvsPS;

/// <summary>The way of a probe.</summary>
public enum IpvsHealthVia
{
    /// <summary>To the real server's own address.</summary>
    RealServer,

    /// <summary>To the virtual address, through IPVS to that one real server, as a client's packets go.</summary>
    Service,

    /// <summary>To the virtual address, in the real server's own network namespace.</summary>
    Namespace,
}
