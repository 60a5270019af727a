using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.Testing.Health;

/// <summary>What both checkers did in the same time.</summary>
internal sealed record LoadReport(
    int OurProbes,
    int TheirProbes,
    TimeSpan OurTime,
    TimeSpan TheirTime,
    ProcessMemory OurMemory,
    ProcessMemory TheirMemory,
    int TimeWaits
);

/// <summary>
/// Thousands of addresses of one pod, on each of which a connection is accepted and closed, and two directors with all of them as
/// real servers: Watch-IpvsHealth works in one, keepalived in the other, by the same keepalived.conf.
/// </summary>
internal sealed class LoadStage : IDisposable
{
    private const int ServersOfService = 100;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(1);

    private readonly int _size;
    private readonly string _folder = Directory.CreateTempSubdirectory("load").FullName;
    private readonly NetNamespaceHandle _pod;
    private readonly Socket _listener;
    private int _ourProbes;
    private int _theirProbes;

    public LoadStage(int size)
    {
        _size = size;
        Shell.Run(
            """
            ip netns add load-pod; ip netns add load-ours; ip netns add load-theirs
            for n in 1 2; do
              director=$([ $n = 1 ] && echo load-ours || echo load-theirs)
              ip -n $director link set lo up
              ip -n $director link add pod type veth peer name d$n netns load-pod
              ip -n $director address add 10.69.$n.1/24 dev pod
              ip -n $director link set pod up
              ip -n load-pod address add 10.69.$n.2/24 dev d$n
              ip -n load-pod link set d$n up
              ip -n $director route add 10.68.0.0/16 via 10.69.$n.2
            done
            ip -n load-pod link set lo up
            ip -n load-pod route add local 10.68.0.0/16 dev lo
            """
        );
        _pod = NetNamespaceHandle.Open(new NetNamespace("load-pod"));
        Ours = NetNamespaceHandle.Open(new NetNamespace("load-ours"));
        _listener = PodSocket.Bind(_pod, IPAddress.Any, 80);
        _listener.Listen(4096);
        new Thread(Accept) { IsBackground = true }.Start();
        File.WriteAllText(ConfigurationFile, Configuration());
    }

    /// <summary>The director of Watch-IpvsHealth.</summary>
    public NetNamespaceHandle Ours { get; }

    private string ConfigurationFile => Path.Combine(_folder, "keepalived.conf");

    /// <summary>The addresses that are probed.</summary>
    public static IEnumerable<IPAddress> Addresses(int count) =>
        Enumerable.Range(0, count).Select(number => new IPAddress([10, 68, (byte)(number >> 8), (byte)number]));

    /// <summary>Starts keepalived in its director; it ends when what is returned is disposed of.</summary>
    public IDisposable StartKeepalived() => StartTheirs();

    /// <summary>Has both work at the same time, and measures them when they have begun; null where they do not get round.</summary>
    public LoadReport? Measure(TimeSpan time)
    {
        string watch =
            $"{StagedModule.ImportScript}; Import-IpvsConfiguration '{ConfigurationFile}' -NetNamespace load-ours; "
            + $"Watch-IpvsHealth -Path '{ConfigurationFile}' -Apply -NetNamespace load-ours | Out-Null";
        using var ours = new Running(Shell.Start($"exec pwsh -NoProfile -NonInteractive -Command \"{watch}\" > /dev/null"));
        using Running theirs = StartTheirs();
        var clock = Stopwatch.StartNew();
        while (_ourProbes < _size || _theirProbes < _size)
        {
            if (clock.Elapsed > LongestRound)
            {
                return null;
            }

            Thread.Sleep(100);
        }

        Thread.Sleep(Settling);
        (int ourProbes, int theirProbes) = (_ourProbes, _theirProbes);
        (TimeSpan ourTime, TimeSpan theirTime) = (OtherProcess.Time(ours.Id), OtherProcess.Time(theirs.Id));
        Thread.Sleep(time);
        return new LoadReport(
            _ourProbes - ourProbes,
            _theirProbes - theirProbes,
            OtherProcess.Time(ours.Id) - ourTime,
            OtherProcess.Time(theirs.Id) - theirTime,
            OtherProcess.Memory(ours.Id),
            OtherProcess.Memory(theirs.Id),
            int.Parse(Shell.Run("ip netns exec load-ours ss -Htan state time-wait | wc -l"), CultureInfo.InvariantCulture)
        );
    }

    public void Dispose()
    {
        _listener.Dispose();
        _pod.Dispose();
        Ours.Dispose();
        Shell.Run("for n in load-pod load-ours load-theirs; do ip netns delete $n; done");
        Directory.Delete(_folder, recursive: true);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                using Socket socket = _listener.Accept();
                byte[] from = ((IPEndPoint)socket.RemoteEndPoint!).Address.GetAddressBytes();
                _ = from[2] == 1 ? Interlocked.Increment(ref _ourProbes) : Interlocked.Increment(ref _theirProbes);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private Running StartTheirs()
    {
        Shell.Run("grep -q \" $(hostname)$\" /etc/hosts || echo \"127.0.0.1 $(hostname)\" >> /etc/hosts");
        return new Running(
            Shell.Start(
                $"exec ip netns exec load-theirs keepalived -n -l -C -i lab -f '{ConfigurationFile}' -p '{_folder}/pid' "
                    + $"-c '{_folder}/checkers' > /dev/null 2>&1"
            )
        );
    }

    private string Configuration()
    {
        var text = new System.Text.StringBuilder();
        foreach ((int number, IPAddress[] servers) in Addresses(_size).Chunk(ServersOfService).Index())
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"virtual_server 10.70.0.{number + 1} 80 {{\n  delay_loop 5\n  lb_algo rr\n  lb_kind NAT\n  protocol TCP"
            );
            foreach (IPAddress server in servers)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  real_server {server} 80 {{\n    weight 1\n    TCP_CHECK {{\n      connect_timeout 2\n    }}\n  }}"
                );
            }

            text.AppendLine("}");
        }

        return text.ToString();
    }

    /// <summary>A program that ends, with its children, when this is disposed of.</summary>
    private sealed class Running(Process process) : IDisposable
    {
        public int Id => process.Id;

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }
}
