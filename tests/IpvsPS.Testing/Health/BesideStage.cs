using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Namespaces;

namespace IpvsPS.Testing.Health;

/// <summary>
/// Four pods, 10.66.0.11 to .13 and .19 for the time when none of them is left, behind two directors of the same service,
/// 10.66.1.1:80, each with a client of its own: one for Watch-IpvsHealth and one for keepalived, by the same keepalived.conf.
/// A pod answers with its number, and can be closed, and be slow.
/// </summary>
internal sealed class BesideStage : IDisposable
{
    public const string Service = "10.66.1.1";

    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("beside").FullName;
    private readonly Dictionary<int, NetNamespaceHandle> _pods = [];
    private readonly Dictionary<int, ProbeServer> _servers = [];
    private readonly HashSet<int> _slow = [];

    public BesideStage()
    {
        Shell.Run(Script());
        File.WriteAllText(ConfigurationFile, Configuration());
        foreach (int pod in new[] { 11, 12, 13, 19 })
        {
            _pods.Add(pod, NetNamespaceHandle.Open(new NetNamespace($"beside-pod{pod}")));
            Open(pod);
        }

        Ours = new BesideDirector("beside-ours", "beside-client1");
        Theirs = new BesideDirector("beside-theirs", "beside-client2");
    }

    public string ConfigurationFile => Path.Combine(_folder, "keepalived.conf");

    /// <summary>The director of Watch-IpvsHealth.</summary>
    public BesideDirector Ours { get; }

    /// <summary>The director of keepalived.</summary>
    public BesideDirector Theirs { get; }

    public IReadOnlyList<BesideDirector> Directors => [Ours, Theirs];

    /// <summary>Starts both and waits until each has all three servers in its table.</summary>
    public void Start()
    {
        string watch =
            $"{StagedModule.ImportScript}; Import-IpvsConfiguration '{ConfigurationFile}' -NetNamespace {Ours.Name}; "
            + $"Watch-IpvsHealth -Path '{ConfigurationFile}' -Apply -NetNamespace {Ours.Name} | ForEach-Object {{ \\\"$($_.Kind)\\\" }}";
        Ours.Start($"exec pwsh -NoProfile -NonInteractive -Command \"{watch.Replace("$", "\\$", StringComparison.Ordinal)}\"", "Up", 3);
        Shell.Run("grep -q \" $(hostname)$\" /etc/hosts || echo \"127.0.0.1 $(hostname)\" >> /etc/hosts");
        string keepalived = $"-n -l -D -C -i lab -f '{ConfigurationFile}' -p '{_folder}/pid' -c '{_folder}/checkers'";
        Theirs.Start($"exec ip netns exec {Theirs.Name} keepalived {keepalived} 2>&1", "Activating healthchecker", 3);
        foreach (BesideDirector director in Directors)
        {
            Poll.Until(() => director.Table == "11=1 12=1 13=1", () => $"three servers of {director.Name}, but {director.Table}");
            director.Watch();
        }
    }

    public void Open(int pod)
    {
        Socket socket = PodSocket.Bind(_pods[pod], IPAddress.Any, 80);
        _servers[pod] = new ProbeServer((connection, stop) => AnswerAsync(pod, connection, stop), socket);
    }

    public void Close(int pod) => _servers[pod].Dispose();

    /// <summary>Whether a pod takes five seconds for an answer.</summary>
    public void SetSlow(int pod, bool isSlow)
    {
        lock (_slow)
        {
            _ = isSlow ? _slow.Add(pod) : _slow.Remove(pod);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable one in (IDisposable[])[.. Directors, .. _servers.Values, .. _pods.Values])
        {
            one.Dispose();
        }

        Shell.Run("for n in $(ip netns list | grep -o '^beside[^ ]*'); do ip netns delete $n; done");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(int pod, Socket connection, CancellationToken stop)
    {
        await connection.ReceiveAsync(new byte[4096], stop);
        bool isSlow;
        lock (_slow)
        {
            isSlow = _slow.Contains(pod);
        }

        await Task.Delay(isSlow ? Slowness : TimeSpan.Zero, stop);
        await connection.SendAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{pod}"),
            stop
        );
        connection.Shutdown(SocketShutdown.Send);
        while (await connection.ReceiveAsync(new byte[64], stop) > 0) { }
    }

    private static string Script()
    {
        var script = new StringBuilder(
            "ip netns add beside-lan\nip -n beside-lan link add lan type bridge\nip -n beside-lan link set lan up\n"
        );
        void Join(string name, string address) =>
            script.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                ip netns add {name}
                ip -n {name} link set lo up
                ip -n {name} link add lan type veth peer name {name[7..]} netns beside-lan
                ip -n beside-lan link set {name[7..]} master lan up
                ip -n {name} address add {address}/24 dev lan
                ip -n {name} link set lan up
                """
            );
        foreach ((string director, int number) in new[] { ("beside-ours", 1), ("beside-theirs", 2) })
        {
            Join(director, $"10.66.0.{number}");
            script.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                ip -n {director} address add {Service}/32 dev lo
                ip netns exec {director} sysctl -qw net.ipv4.ip_forward=1
                ip netns add beside-client{number}
                ip -n {director} link add front type veth peer name wan netns beside-client{number}
                ip -n {director} address add 10.67.{number}.1/24 dev front
                ip -n {director} link set front up
                ip -n beside-client{number} address add 10.67.{number}.100/24 dev wan
                ip -n beside-client{number} link set wan up
                ip -n beside-client{number} route add default via 10.67.{number}.1
                """
            );
        }

        foreach (int pod in new[] { 11, 12, 13, 19 })
        {
            Join($"beside-pod{pod}", $"10.66.0.{pod}");
            script.AppendLine(
                CultureInfo.InvariantCulture,
                $"ip -n beside-pod{pod} route add 10.67.1.0/24 via 10.66.0.1; ip -n beside-pod{pod} route add 10.67.2.0/24 via 10.66.0.2"
            );
        }

        return script.ToString();
    }

    private static string Configuration()
    {
        IEnumerable<string> servers = new[] { 11, 12, 13 }.Select(pod =>
            $$"""
                  real_server 10.66.0.{{pod}} 80 {
                    weight 1
                    HTTP_GET {
                      url {
                        path /
                        status_code 200
                      }
                      connect_timeout 1
                      retry 1
                      delay_before_retry 1
                    }
                  }
                """
        );
        return $$"""
            virtual_server {{Service}} 80 {
              delay_loop 1
              lb_algo rr
              lb_kind NAT
              protocol TCP
              sorry_server 10.66.0.19 80
            {{string.Join('\n', servers)}}
            }
            """;
    }
}
