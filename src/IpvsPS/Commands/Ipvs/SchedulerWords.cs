using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// Gives real servers that were just added or changed the whole line of their service, so that their table has the
/// headings of Get-IpvsRealServer. A service is asked for once.
/// </summary>
internal sealed class SchedulerWords
{
    private readonly Dictionary<(IpvsClient, IpvsServiceId), string> _lines = [];

    public void Complete(IpvsRealServer server, IpvsClient client)
    {
        if (!_lines.TryGetValue((client, server.ServiceId), out string? line))
        {
            line = Read(client, server.ServiceId);
            _lines.Add((client, server.ServiceId), line);
        }

        server.Service = line;
    }

    private static string Read(IpvsClient client, IpvsServiceId id)
    {
        try
        {
            return client.GetService(id).ToString();
        }
        catch (NetlinkException e) when (e.Error == Errno.ESRCH)
        {
            // Somebody removed it meanwhile.
            return id.ToString();
        }
    }
}
