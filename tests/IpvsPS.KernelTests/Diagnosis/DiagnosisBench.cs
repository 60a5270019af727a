using System.Net;
using System.Net.Sockets;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>One bench for every test of a class. A test that has failed leaves its fault there, and one that has connected leaves
/// connections: the next one gets another.</summary>
public sealed class DiagnosisBenches(LabSession lab) : IDisposable
{
    private DiagnosisBench? _bench;

    public DiagnosisBench Take() => _bench ??= new DiagnosisBench(lab);

    public void Discard()
    {
        _bench?.Dispose();
        _bench = null;
    }

    public void Dispose() => Discard();
}

/// <summary>
/// A healthy director and one pod on a link, a namespace each, for tests that break one thing after the other. The director is
/// 10.66.0.1, the pod 10.66.0.11, and 10.66.1.185 is the virtual address of a service with Masquerade.
/// </summary>
public sealed class DiagnosisBench : IDisposable
{
    public const string Service = "10.66.1.185:80";

    private readonly NetNamespaceHandle _podHandle;
    private readonly NetNamespaceHandle _directorHandle;
    private Socket? _listener;

    public DiagnosisBench(LabSession lab)
    {
        Lab = lab;
        LabSession.Native(
            $"""
            set -e
            ip -n {Director} -batch - <<END
            link add lan type veth peer name lan netns {Pod}
            address add 10.66.0.1/24 dev lan
            address add fd00:66::1/64 dev lan nodad
            link set lan up
            link add vip up type dummy
            address add 10.66.1.185/32 dev vip
            END
            ip -n {Pod} -batch - <<END
            address add 10.66.0.11/24 dev lan
            address add fd00:66::11/64 dev lan nodad
            link set lan up
            route add default via 10.66.0.1
            END
            ip netns exec {Director} sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            """
        );
        lab.Works($"New-IpvsService {Service} -NetNamespace {Director} | Add-IpvsRealServer 10.66.0.11 -ForwardingMethod Masquerade");
        _podHandle = NetNamespaceHandle.Open(new NetNamespace(Pod.Name));
        _directorHandle = NetNamespaceHandle.Open(new NetNamespace(Director.Name));
        Listen();
    }

    internal LabSession Lab { get; }

    internal ScratchNamespace Director { get; } = new();

    internal ScratchNamespace Pod { get; } = new();

    /// <summary>Has the pod listen on port 80 of every address.</summary>
    public void Listen() => _listener = Listen(_podHandle, 80);

    /// <summary>Has a program of the director listen, on every address where none is given.</summary>
    /// <returns>What ends it.</returns>
    public IDisposable ListenInDirector(int port, string on = "::") => Listen(_directorHandle, port, on);

    private static Socket Listen(NetNamespaceHandle netns, int port, string on = "::") =>
        NamespaceThread.Run(
            netns,
            () =>
            {
                // Of both families where it is of IPv6.
                var address = IPAddress.Parse(on);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address.Equals(IPAddress.IPv6Any) ? address : address.MapToIPv6(), port));
                socket.Listen();
                return socket;
            }
        );

    /// <summary>Ends the pod's listener.</summary>
    public void StopListening() => _listener?.Dispose();

    /// <summary>What is found, with the pod's namespace, by id.</summary>
    public string[] Ids(string parameters = "") => [.. Find(parameters).Select(finding => finding.Id)];

    /// <summary>What is found.</summary>
    public Objects.IpvsFinding[] Find(string parameters = "") => [.. Lab.Works(Script(parameters)).Of<Objects.IpvsFinding>()];

    /// <summary>Whether anybody has connected through the services: IPVS keeps that for minutes, and rules look at whose connections
    /// there are.</summary>
    public bool HasConnections()
    {
        using var table = IpvsConnectionTable.Open(_directorHandle, CancellationToken.None);
        return table.Read().Any();
    }

    /// <summary>
    /// Breaks one thing, sees exactly that finding, cures it and sees it gone: with Repair- and then as the finding prints it, or as
    /// printed alone.
    /// </summary>
    public void Shows(string id, string fault, Func<Objects.IpvsFinding, string>? printed = null, string parameters = "", string after = "")
    {
        Lab.Works(Directed(fault));
        Objects.IpvsFinding[] found = Find(parameters);
        Assert.True(found is [var only] && only.Id == id, $"{id}: {string.Join("; ", found.AsEnumerable())}");
        if (printed is not null)
        {
            Lab.Works(printed(found[0]));
            Assert.True(Ids(parameters) is [], $"{id} is there after its cure: {string.Join("; ", Find(parameters).AsEnumerable())}");
        }
        else
        {
            Objects.IpvsRepair repair = Assert.Single(Lab.Works($"{Script(parameters)} | Repair-IpvsService").Of<Objects.IpvsRepair>());
            Assert.Equal(id, repair.Id);
            Assert.Empty(Ids(parameters));

            // What is taken back is broken again.
            Lab.Works(repair.Undo);
            string[] cures = [.. Find(parameters).Select(finding => finding.Cure).Distinct()];
            Assert.NotEmpty(cures);

            // The lab's kernel has br_netfilter built in, and modprobe finds no such module.
            string typed = string.Join("; ", cures).Replace("modprobe br_netfilter; ", string.Empty, StringComparison.Ordinal);
            Lab.Works($"$null = . {{ {typed} }}");
            Assert.Empty(Ids(parameters));
        }

        Lab.Works(Directed(after));
        Assert.True(Ids() is [], $"After {id}: {string.Join("; ", Find().AsEnumerable())}");
    }

    /// <summary>Runs a script whose cmdlets work in the director.</summary>
    public void InDirector(string script) => Lab.Works(Directed(script));

    /// <summary>The cure that a finding prints, as a script.</summary>
    public string PrintedCure(string id, string fault, string parameters = "")
    {
        Lab.Works(Directed(fault));
        return Assert.Single(Find(parameters), finding => finding.Id == id).Cure;
    }

    /// <summary>Makes a real server that the cmdlets refuse, and the kernel takes.</summary>
    public void AddUnchecked(string service, string server, ushort port)
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(Director.Name));
        using IpvsClient client = IpvsClient.Open(netns, CancellationToken.None);
        client.AddRealServer(new IpvsRealServer(Id(service), InetAddress.FromIPAddress(IPAddress.Parse(server)), port));
    }

    /// <summary>Makes a service that the cmdlets refuse, and the kernel takes.</summary>
    public void AddUnchecked(IpvsService service)
    {
        using NetNamespaceHandle netns = NetNamespaceHandle.Open(new NetNamespace(Director.Name));
        using IpvsClient client = IpvsClient.Open(netns, CancellationToken.None);
        client.AddService(service);
    }

    public static IpvsServiceId Id(string service)
    {
        InetEndpoint endpoint = InetEndpoint.Parse(service);
        return IpvsServiceId.ForAddress(InetAddress.FromIPAddress(endpoint.Address!), (ushort)endpoint.Port!, IpvsProtocol.Tcp);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _podHandle.Dispose();
        _directorHandle.Dispose();
        Director.Dispose();
        Pod.Dispose();
    }

    /// <summary>A script whose cmdlets work in the director, and whose native programs are named with `ip netns exec`.</summary>
    private string Directed(string script) =>
        script.Length == 0
            ? "$null"
            : $$"""
                & {
                    $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{Director}}'; '*-NetLink*:NetNamespace' = '{{Director}}'
                        'New-DummyLink:NetNamespace' = '{{Director}}'; 'New-BridgeLink:NetNamespace' = '{{Director}}' }
                    $director = '{{Director}}'; $pod = '{{Pod}}'
                    function Here { ip netns exec {{Director}} @args; if ($LASTEXITCODE) { throw "$args" } }
                    function There { ip netns exec {{Pod}} @args; if ($LASTEXITCODE) { throw "$args" } }
                    $null = & { {{script}} }
                }
                """;

    private string Script(string parameters) =>
        $"Debug-IpvsService -NetNamespace {Director} -RealServerNamespace @{{ '10.66.0.11' = '{Pod}' }} {parameters} -WarningAction Ignore";
}
