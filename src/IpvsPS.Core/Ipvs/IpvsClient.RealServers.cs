using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The listing of a service's real servers.</summary>
public sealed partial class IpvsClient
{
    /// <summary>
    /// Reads the real servers of one service after the other. A table has thousands of services, so what a reading needs is
    /// made once.
    /// </summary>
    private sealed class RealServerListing
    {
        private readonly IpvsClient _client;
        private readonly Func<List<RealServer>, int> _readOnce;
        private readonly Encoder _encode;
        private readonly Func<int> _dump;
        private readonly Action _restart;
        private readonly MessageHandler _take;
        private IpvsServiceId _service;
        private List<RealServer> _rows = [];

        public RealServerListing(IpvsClient client)
        {
            _client = client;
            _readOnce = ReadOnce;
            _encode = Encode;
            _dump = Dump;
            _restart = Restart;
            _take = Take;
        }

        /// <summary>Puts the real servers of a service into a list, in place of what it held, in the order of <c>ipvsadm -Ln</c>.</summary>
        public void Read(IpvsServiceId service, List<RealServer> rows)
        {
            _service = service;
            ConsistentDump.Read(rows, _readOnce, Compare);
        }

        private static int Compare(RealServer left, RealServer right) => RealServer.CompareEndpoints(left, right);

        private int ReadOnce(List<RealServer> rows)
        {
            _rows = rows;
            int datagrams = _client.Send(_encode, _dump);

            // The kernel lists the newest first, so that turning round is mostly all there is to do.
            rows.Reverse();
            RealServer.Sort(CollectionsMarshal.AsSpan(rows));
            return datagrams;
        }

        private void Encode(NetlinkWriter writer, ushort family) => IpvsMessages.ListRealServers(writer, family, _service);

        private int Dump() => _client._connection.Dump("list real servers", _client._request, _restart, _take);

        private void Restart() => _rows.Clear();

        private void Take(in NetlinkMessage message)
        {
            if (IpvsReplies.TryReadRealServer(message, _service.Family, out RealServer row))
            {
                _rows.Add(row);
            }
        }
    }
}
