using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The listing of a service's real servers.</summary>
public sealed partial class IpvsClient
{
    /// <summary>Reads a row of a listing; false where a message holds none.</summary>
    private delegate bool RowReader<T>(in NetlinkMessage message, AddressFamily family, out T row);

    private static void Read<T>(RealServerListing<T> listing, IpvsServiceId id, List<T> rows)
        where T : struct
    {
        try
        {
            listing.Read(id, rows);
        }
        catch (NetlinkException e)
        {
            // Naming the service costs more than reading its real servers, and is for refusals only.
            throw new NetlinkException($"list the real servers of {id}", e.Error, e.KernelMessage);
        }
    }

    /// <summary>
    /// Reads the real servers of one service after the other. A table has thousands of services, so what a reading needs is
    /// made once.
    /// </summary>
    private sealed class RealServerListing<T>
        where T : struct
    {
        private readonly IpvsClient _client;
        private readonly RowReader<T> _tryRead;
        private readonly Comparison<T> _compare;
        private readonly Func<List<T>, int> _readOnce;
        private readonly Encoder _encode;
        private readonly Func<int> _dump;
        private readonly Action _restart;
        private readonly MessageHandler _take;
        private IpvsServiceId _service;
        private List<T> _rows = [];

        public RealServerListing(IpvsClient client, RowReader<T> tryRead, Comparison<T> compare)
        {
            _client = client;
            _tryRead = tryRead;
            _compare = compare;
            _readOnce = ReadOnce;
            _encode = Encode;
            _dump = Dump;
            _restart = Restart;
            _take = Take;
        }

        /// <summary>Puts the real servers of a service into a list, in place of what it held, in the order of <c>ipvsadm -Ln</c>.</summary>
        public void Read(IpvsServiceId service, List<T> rows)
        {
            _service = service;
            ConsistentDump.Read(rows, _readOnce, _compare);
        }

        private int ReadOnce(List<T> rows)
        {
            _rows = rows;
            int datagrams = _client.Send(_encode, _dump);

            // The kernel lists the newest first, so that turning round is mostly all there is to do.
            rows.Reverse();
            for (int i = 1; i < rows.Count; i++)
            {
                if (_compare(rows[i - 1], rows[i]) > 0)
                {
                    rows.Sort(_compare);
                    break;
                }
            }

            return datagrams;
        }

        private void Encode(NetlinkWriter writer, ushort family) => IpvsMessages.ListRealServers(writer, family, _service);

        private int Dump() => _client._connection.Dump("list real servers", _client._request, _restart, _take);

        private void Restart() => _rows.Clear();

        private void Take(in NetlinkMessage message)
        {
            if (_tryRead(message, _service.Family, out T row))
            {
                _rows.Add(row);
            }
        }
    }
}
