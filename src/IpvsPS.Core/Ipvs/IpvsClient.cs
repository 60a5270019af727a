using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The IPVS table of one network namespace.</summary>
public sealed partial class IpvsClient : INetlinkClient
{
    private readonly NetlinkConnection _connection;
    private readonly NetNamespace _netns;
    private readonly NetlinkWriter _request = new();
    private List<RealServer>? _rows;
    private RealServerListing<RealServer>? _realServers;
    private ushort _family;

    private IpvsClient(NetlinkConnection connection, NetNamespace netns)
    {
        _connection = connection;
        _netns = netns;
        _family = ResolveFamily();
    }

    /// <inheritdoc/>
    public bool IsFaulted => _connection.IsFaulted;

    private delegate void Encoder(NetlinkWriter writer, ushort family);

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where the kernel has no IPVS.</exception>
    public static IpvsClient Open(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        NetlinkConnection connection = NamespaceThread.Connect(netns, NetlinkProtocol.Generic, cancellation);
        return Create(connection, netns.Namespace);
    }

    /// <summary>Over a given connection; the client disposes it.</summary>
    internal static IpvsClient Create(NetlinkConnection connection, NetNamespace netns)
    {
        try
        {
            return new IpvsClient(connection, netns);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The network namespace of the table.</summary>
    public NetNamespace NetNamespace => _netns;

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Every service, in the order of <c>ipvsadm -Ln</c>.</summary>
    public List<IpvsService> ListServices()
    {
        List<IpvsService> services = ListWhole(
            "list the IPVS services",
            IpvsMessages.ListServices,
            IpvsReplies.Service,
            (left, right) => left.Id.CompareTo(right.Id)
        );
        services.ForEach(service => service.NetNamespace = _netns);
        return services;
    }

    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public IpvsService GetService(IpvsServiceId id)
    {
        IpvsService service = Send(
            (writer, family) => IpvsMessages.GetService(writer, family, id),
            () => _connection.Query($"get the service {id}", _request, IpvsReplies.Service)
        );
        service.NetNamespace = _netns;
        return service;
    }

    /// <summary>A service, or null where there is no such service.</summary>
    internal IpvsService? FindService(IpvsServiceId id)
    {
        try
        {
            return GetService(id);
        }
        catch (NetlinkException e) when (e.Error == Errno.ESRCH)
        {
            return null;
        }
    }

    /// <exception cref="NetlinkException">EEXIST, ENOENT for the scheduler or the persistence engine, or another refusal.</exception>
    public void AddService(IpvsService service)
    {
        Execute(Adding(service), (writer, family) => IpvsMessages.AddService(writer, family, service));
        service.NetNamespace = _netns;
    }

    /// <exception cref="NetlinkException">ESRCH where there is no such service, ENOENT for the scheduler or the persistence
    /// engine.</exception>
    public void SetService(IpvsService service)
    {
        Execute($"change the service {service.Id}", (writer, family) => IpvsMessages.SetService(writer, family, service));
        service.NetNamespace = _netns;
    }

    /// <summary>Removes every service with its real servers.</summary>
    public void Flush() => Execute("remove every IPVS service", IpvsMessages.Flush);

    /// <exception cref="NetlinkException">ESRCH where there is no such service.</exception>
    public void RemoveService(IpvsServiceId id) =>
        Execute($"remove the service {id}", (writer, family) => IpvsMessages.RemoveService(writer, family, id));

    /// <summary>The real servers of a service, in the order of <c>ipvsadm -Ln</c>; none where there is no such service.</summary>
    public List<IpvsRealServer> ListRealServers(IpvsService service)
    {
        ReadRealServers(service.Id, _rows ??= []);
        var reference = new IpvsServiceReference(service);
        return _rows.ConvertAll(row => new IpvsRealServer(reference, row));
    }

    /// <summary>Puts the real servers of a service into a list, in place of what it held, in the order of <c>ipvsadm -Ln</c>.</summary>
    public void ReadRealServers(IpvsServiceId id, List<RealServer> rows)
    {
        _realServers ??= new RealServerListing<RealServer>(
            this,
            IpvsReplies.TryReadRealServer,
            (left, right) => RealServer.CompareEndpoints(left, right)
        );
        Read(_realServers, id, rows);
    }

    /// <exception cref="NetlinkException">ESRCH for the service, EEXIST, EINVAL, ERANGE, or another refusal.</exception>
    public void AddRealServer(IpvsRealServer server)
    {
        Execute(Adding(server), (writer, family) => IpvsMessages.AddRealServer(writer, family, server.ServiceId, server.RealServer));
        server.NetNamespace = _netns;
    }

    /// <exception cref="NetlinkException">ESRCH for the service, ENOENT for the real server, EINVAL, ERANGE, or another
    /// refusal.</exception>
    public void SetRealServer(IpvsRealServer server)
    {
        Execute(
            $"change the real server {server} of {server.ServiceId}",
            (writer, family) => IpvsMessages.SetRealServer(writer, family, server.ServiceId, server.RealServer)
        );
        server.NetNamespace = _netns;
    }

    /// <exception cref="NetlinkException">ESRCH for the service, ENOENT for the real server.</exception>
    public void RemoveRealServer(IpvsServiceId service, InetAddress address, ushort port) =>
        Execute(
            $"remove the real server {new InetEndpoint(address.ToIPAddress(), port)} from {service}",
            (writer, family) => IpvsMessages.RemoveRealServer(writer, family, service, address, port)
        );

    private static string Adding(IpvsService service) => $"add the service {service.Id}";

    private static string Adding(IpvsRealServer server) => $"add the real server {server} to {server.ServiceId}";

    private List<T> ListWhole<T>(string operation, Encoder encode, MessageParser<T> parse, Comparison<T> compare, List<T>? earlier = null)
        where T : class
    {
        var rows = new List<T>();
        ConsistentDump.Read(rows, into => ListOnce(operation, encode, parse, compare, into), compare, earlier);
        return rows;
    }

    private int ListOnce<T>(string operation, Encoder encode, MessageParser<T> parse, Comparison<T> compare, List<T> rows)
        where T : class
    {
        int datagrams = Send(
            encode,
            () =>
                _connection.Dump(
                    operation,
                    _request,
                    rows.Clear,
                    (in NetlinkMessage message) =>
                    {
                        if (parse(message) is { } row)
                        {
                            rows.Add(row);
                        }
                    }
                )
        );
        rows.Sort(compare);
        return datagrams;
    }

    private void Execute(string operation, Encoder encode) =>
        Send(
            encode,
            () =>
            {
                _connection.Execute(operation, _request);
                return true;
            }
        );

    /// <summary>
    /// Encodes and sends. ENOENT may mean that the module was loaded anew and the family has another id: then the
    /// request is encoded and sent once more.
    /// </summary>
    private T Send<T>(Encoder encode, Func<T> send)
    {
        try
        {
            return EncodeAndSend(encode, send);
        }
        catch (NetlinkException e) when (e.Error == Errno.ENOENT)
        {
            // Not in the filter, which would swallow that IPVS has gone.
            if (!HasFamilyMoved())
            {
                throw;
            }

            return EncodeAndSend(encode, send);
        }
    }

    private T EncodeAndSend<T>(Encoder encode, Func<T> send)
    {
        _request.Clear();
        encode(_request, _family);
        return send();
    }

    private bool HasFamilyMoved()
    {
        ushort former = _family;
        _family = ResolveFamily();
        return _family != former;
    }

    private ushort ResolveFamily()
    {
        try
        {
            return GenericNetlinkFamily.Resolve(_connection, IpvsGenl.FamilyName);
        }
        catch (NetlinkException e) when (e.Error == Errno.ENOENT)
        {
            throw new NetlinkException("use IPVS", Errno.EPROTONOSUPPORT, "the running kernel has no IPVS");
        }
    }
}
