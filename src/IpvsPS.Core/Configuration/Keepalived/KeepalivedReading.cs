using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>The checks of one real_server.</summary>
/// <param name="RealAddress">Its address.</param>
/// <param name="RealPort">Its port, 0 to 65535 in host order, as it stands in the file.</param>
/// <param name="InhibitOnFailure">Whether it stays at weight 0 when it is down; else it is taken out.</param>
/// <param name="Checks">Its checks; all must pass.</param>
public sealed record KeepalivedRealServer(
    IPAddress RealAddress,
    int RealPort,
    bool InhibitOnFailure,
    IReadOnlyList<IpvsHealthCheck> Checks
);

/// <summary>What a virtual_server says besides the services that it makes: when it has quorum, and the checks.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line of the word virtual_server, from 1.</param>
/// <param name="Services">Its services: one, or one for each address and mark of its group.</param>
/// <param name="Quorum">The sum of the weights of living servers that it needs.</param>
/// <param name="Hysteresis">How far above or below quorum that sum must come for a change.</param>
/// <param name="SorryServer">The server for the time without quorum, with its port as it stands in the file; null for none.</param>
/// <param name="RealServers">Its real servers.</param>
public sealed record KeepalivedVirtualServer(
    string File,
    int Line,
    IReadOnlyList<IpvsService> Services,
    long Quorum,
    long Hysteresis,
    RealServer? SorryServer,
    IReadOnlyList<KeepalivedRealServer> RealServers
);

/// <summary>What a keepalived.conf comes to.</summary>
/// <param name="Configuration">The services, real servers and timeouts that keepalived gives the kernel while every check passes.</param>
/// <param name="VirtualServers">What the file says besides, with the health checks.</param>
/// <param name="Remarks">What was passed over, replaced or not converted.</param>
public sealed record KeepalivedReading(
    IpvsConfiguration Configuration,
    IReadOnlyList<KeepalivedVirtualServer> VirtualServers,
    IReadOnlyList<KeepalivedRemark> Remarks
);
