using System.Collections;
using System.Net;
using System.Reflection;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.UnitTests.Faults;

/// <summary>One call of a client that talks netlink, with arguments made by their types: every public method is one.</summary>
internal sealed record ClientCall(Type Client, MethodInfo? Method)
{
    private static readonly IpvsServiceId Id = IpvsServiceId.ForAddress(
        InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.1")),
        80,
        IpvsProtocol.Tcp
    );

    private static readonly NetLinkAddress[] Addresses =
    [
        new()
        {
            LinkName = "dummy0",
            LinkIndex = 9,
            Address = IPAddress.Parse("10.0.0.1"),
            PrefixLength = 32,
        },
        new()
        {
            LinkName = "dummy0",
            LinkIndex = 9,
            Address = IPAddress.Parse("10.0.0.2"),
            PrefixLength = 32,
        },
    ];

    private static readonly NetLinkRoute[] Routes =
    [
        new()
        {
            Destination = new InetPrefix("10.96.0.0/16"),
            Type = NetLinkRouteType.Local,
            LinkName = "lo",
            LinkIndex = 1,
        },
        new() { Destination = new InetPrefix("10.97.0.0/16"), Type = NetLinkRouteType.Blackhole },
    ];

    private static readonly NetLinkNeighbor[] Neighbors =
    [
        new()
        {
            LinkName = "dummy0",
            LinkIndex = 9,
            Address = IPAddress.Parse("10.0.0.3"),
            MacAddress = "02:00:00:00:00:03",
            State = NetLinkNeighborState.Permanent,
        },
    ];

    /// <summary>An argument for each type of parameter.</summary>
    private static readonly Dictionary<Type, Func<object?>> Arguments = new()
    {
        [typeof(string)] = () => "dummy0",
        [typeof(int)] = () => 9,
        [typeof(int?)] = () => null,
        [typeof(ushort)] = () => (ushort)80,
        [typeof(InetAddress)] = () => InetAddress.FromIPAddress(IPAddress.Parse("10.1.0.1")),
        [typeof(IpvsServiceId)] = () => Id,
        [typeof(IpvsServiceId?)] = () => null,
        [typeof(IpvsService)] = () => new IpvsService(Id),
        [typeof(IReadOnlyList<IpvsService>)] = () => new[] { new IpvsService(Id), new IpvsService(Id.WithPort(81)) },
        [typeof(IpvsRealServer)] = () => MakeServer(1),
        [typeof(IReadOnlyList<IpvsRealServer>)] = () => new[] { MakeServer(1), MakeServer(2) },
        [typeof(List<RealServer>)] = () => new List<RealServer>(),
        [typeof(List<CountedService>)] = () => null,
        [typeof(List<CountedRealServer>)] = () => new List<CountedRealServer>(),
        [typeof(IpvsTimeout)] = () => new IpvsTimeout { Tcp = TimeSpan.FromSeconds(60) },
        [typeof(IpvsSyncDaemon)] = () => new IpvsSyncDaemon { State = IpvsSyncState.Master, Interface = "eth0" },
        [typeof(IpvsSyncState)] = () => IpvsSyncState.Master,
        [typeof(NetLink)] = () => new NetLink { Index = 9, Name = "dummy0" },
        [typeof(LinkSpec)] = () => new LinkSpec("dummy0", "dummy"),
        [typeof(bool)] = () => false,
        [typeof(NetLinkRouteTable)] = () => NetLinkRouteTable.All,
        [typeof(IReadOnlyList<NetLinkRoute>)] = () => Routes,
        [typeof(RouteQuery)] = () => new RouteQuery(IPAddress.Parse("10.96.0.1")),
        [typeof(LinkChange)] = () => new LinkChange { State = NetLinkState.Up },
        [typeof(NetNamespaceHandle)] = () => NetNamespaceHandle.Home,
        [typeof(IReadOnlyList<NetLinkAddress>)] = () => Addresses,
        [typeof(IReadOnlyList<NetLinkNeighbor>)] = () => Neighbors,
    };

    /// <summary>Opening each client that talks when it is opened, and each public method.</summary>
    public static ClientCall[] All { get; } =
    [
        .. typeof(INetlinkClient)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(INetlinkClient)) && !type.IsInterface)
            .OrderBy(type => type.Name)
            .SelectMany(type => Methods(type).Prepend(null).Select(method => new ClientCall(type, method)))
            .Where(call => call.Make(Fault.None).Requests > 0),
    ];

    public string Name =>
        Method is null
            ? $"{Client.Name} itself"
            : $"{Client.Name}.{Method.Name}({string.Join(", ", Method.GetParameters().Select(parameter => parameter.Name))})";

    /// <summary>Makes the call against a kernel with a fault.</summary>
    /// <returns>
    /// What came of it, by its name among the fault's outcomes; the changes that were made and what the call returned; how many
    /// requests the kernel saw.
    /// </returns>
    public (string Outcome, string Answer, int Requests) Make(Fault fault)
    {
        bool isIpvs = Client == typeof(IpvsClient);
        var stage = new FaultStage(fault, isIpvs ? NetlinkProtocol.Generic : NetlinkProtocol.Route);
        var connection = new NetlinkConnection(stage.Socket, stage.Stop.Token, stage);
        if (Method is null)
        {
            stage.Arm();
        }

        string outcome;
        string answer = string.Empty;
        try
        {
            using INetlinkClient client = isIpvs
                ? IpvsClient.Create(connection, new NetNamespace("pod"))
                : (INetlinkClient)
                    Activator.CreateInstance(
                        Client,
                        BindingFlags.Instance | BindingFlags.NonPublic,
                        null,
                        [connection, new NetNamespace("pod")],
                        null
                    )!;
            stage.Arm();
            object? result = Method?.Invoke(client, BindingFlags.DoNotWrapExceptions, null, MakeArguments(), null);
            outcome = Refusals(result).FirstOrDefault()?.Error.ToString() ?? Fault.RightAnswer;
            answer = $"{string.Join('\n', stage.Tables.Changes)}\n{Describe(result)}";
        }
        catch (NetlinkException e)
        {
            outcome = e.Error.ToString();
        }
        catch (OperationCanceledException)
        {
            outcome = Fault.Stopped;
        }

        return (stage.Socket.Closed > 0 ? outcome : "a socket left open", answer, stage.Tables.Requests);
    }

    public override string ToString() => Name;

    private static IEnumerable<MethodInfo> Methods(Type client) =>
        client
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            // A batch talks by the methods of its own, which the clients' own calls use.
            .Where(method => !method.IsSpecialName && method.Name is not (nameof(IDisposable.Dispose) or nameof(IpvsClient.StartBatch)))
            .OrderBy(method => method.Name, StringComparer.Ordinal);

    private object?[] MakeArguments() =>
        Array.ConvertAll(
            Method!.GetParameters(),
            parameter =>
                Arguments.TryGetValue(parameter.ParameterType, out Func<object?>? make)
                    ? make()
                    : throw new InvalidOperationException(
                        $"{Name} takes a {parameter.ParameterType}: give {nameof(ClientCall)} an argument of that type."
                    )
        );

    private static IpvsRealServer MakeServer(byte last) => new(Id, InetAddress.FromIPAddress(new IPAddress([10, 1, 0, last])), 80);

    /// <summary>The refusals in what a batch returns.</summary>
    private static IEnumerable<NetlinkException> Refusals(object? result) =>
        result is not IEnumerable rows
            ? []
            : rows.Cast<object>().SelectMany(row => Values(row).Select(value => value.Value)).OfType<NetlinkException>();

    private static string Describe(object? result) =>
        result switch
        {
            null => "nothing",
            string text => text,
            IEnumerable rows => string.Join('\n', rows.Cast<object>().Select(Describe)),
            _ => string.Join(' ', Values(result).Select(value => $"{value.Name}={value.Value}")),
        };

    private static IEnumerable<(string Name, object? Value)> Values(object row) =>
        [
            .. row.GetType().GetFields().Select(field => (field.Name, field.GetValue(row))),
            .. row.GetType()
                .GetProperties()
                .Where(property => property.GetIndexParameters().Length == 0)
                .Select(property => (property.Name, property.GetValue(row))),
        ];
}
