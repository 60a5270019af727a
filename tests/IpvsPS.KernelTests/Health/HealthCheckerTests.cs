using System.Collections.Concurrent;
using System.Diagnostics;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>
/// Each of keepalived's checkers and the check that it becomes here, by one file: a real server that was down comes in by a probe that it
/// passes, and one that was up goes by those that it fails, and these are the same ones of both.
/// </summary>
public sealed class HealthCheckerTests : IDisposable
{
    /// <summary>The checkers with the protocol of their service, the port of their real servers, and the faulty one's number.</summary>
    private static readonly (string Checker, string Protocol, int Port, int Faulty)[] Checkers =
    [
        ("TCP_CHECK {", "TCP", FaultyPod.Tcp, (int)Fault.Refuses),
        ("HTTP_GET {\nurl {\npath /\nstatus_code 200\n}", "TCP", FaultyPod.Http, (int)Fault.AnswersWrong),
        ("SSL_GET {\nurl {\npath /\nstatus_code 200\n}", "TCP", FaultyPod.Https, (int)Fault.AnswersWrong),
        ("SMTP_CHECK {\nhelo_name lb.example.org", "TCP", FaultyPod.Smtp, (int)Fault.AnswersWrong),
        ("DNS_CHECK {\ntype A\nname example.org", "UDP", FaultyPod.Dns, (int)Fault.AnswersWrong),
        ("UDP_CHECK {\npayload 50 49 4e 47\nrequire_reply 4f 4b", "UDP", FaultyPod.Udp, (int)Fault.AnswersWrong),
        ("PING_CHECK {", "TCP", 80, NobodysNumber),
        ("MISC_CHECK {\nmisc_path /bin/SCRIPT\nmisc_timeout 3", "TCP", 81, (int)Fault.Refuses),
    ];

    private const int NobodysNumber = 99;

    private readonly FaultyPod _pod = new();
    private readonly ScratchNamespace _theirs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("checkers").FullName;
    private readonly ConcurrentQueue<string> _events = [];
    private readonly ConcurrentQueue<string> _log = [];
    private readonly List<Process> _programs = [];

    private string ConfigurationFile => Path.Combine(_folder, "keepalived.conf");

    public void Dispose()
    {
        foreach (Process program in _programs)
        {
            program.Kill(entireProcessTree: true);
            program.WaitForExit();
            program.Dispose();
        }

        _theirs.Dispose();
        _pod.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_checker_of_keepalived_and_its_check_here_take_in_and_out_the_same_real_servers()
    {
        ScratchNamespace ours = _pod.Director;
        LabSession.Native(
            $"""
            set -e
            ip -n {_theirs} link add pods type veth peer name eth1 netns {_pod.Pod}
            ip -n {_theirs} address add 10.6.9.100/24 dev pods
            ip -n {_theirs} link set pods up
            ip -n {_theirs} route add 10.6.7.0/24 via 10.6.9.1
            ip -n {_pod.Pod} address add 10.6.9.1/24 dev eth1
            ip -n {_pod.Pod} link set eth1 up
            ip netns exec {ours} ipvsadm -C
            """
        );
        File.WriteAllText(ConfigurationFile, string.Join('\n', Checkers.Index().Select(one => Service(one.Index + 1, one.Item))));
        StartOurs(ours);
        StartTheirs();
        string[] expected =
        [
            .. Checkers
                .Index()
                .SelectMany(one =>
                    (string[])
                        [
                            $"-A {Id(one.Index + 1, one.Item.Protocol)} -s rr",
                            $"-a {Id(one.Index + 1, one.Item.Protocol)} -r 10.6.7.1:{one.Item.Port} -m -w 1",
                        ]
                )
                .Order(StringComparer.Ordinal),
        ];
        Await(_theirs, expected, _log);
        Await(ours, expected, _events);

        // Each was asked here: the table before the first probe does not tell.
        string[] seen = [.. Checkers.SelectMany(one => (string[])[$"Up 10.6.7.1:{one.Port}", $"Down 10.6.7.{one.Faulty}:{one.Port}"])];
        Poll.Until(() => !seen.Except(_events).Any(), () => $"{string.Join(", ", seen.Except(_events))}: {string.Join('\n', _events)}");
        Assert.DoesNotContain(_events, line => Checkers.Any(one => line == $"Up 10.6.7.{one.Faulty}:{one.Port}"));
    }

    private static string Id(int number, string protocol) => $"{(protocol == "TCP" ? "-t" : "-u")} 10.6.8.{number}:80";

    private static string Service(int number, (string Checker, string Protocol, int Port, int Faulty) one) =>
        $$"""
            virtual_server 10.6.8.{{number}} 80 {
            delay_loop 3
            lb_algo rr
            lb_kind NAT
            protocol {{one.Protocol}}
            real_server 10.6.7.1 {{one.Port}} {
            weight 1
            alpha
            {{one.Checker.Replace("SCRIPT", "true", StringComparison.Ordinal)}}
            {{Times(one.Checker)}}
            }
            }
            real_server 10.6.7.{{one.Faulty}} {{one.Port}} {
            weight 1
            {{one.Checker.Replace("SCRIPT", "false", StringComparison.Ordinal)}}
            {{Times(one.Checker)}}
            }
            }
            }

            """;

    private static string Times(string checker) =>
        (checker.StartsWith("MISC", StringComparison.Ordinal) ? string.Empty : "connect_timeout 3\n") + "retry 1\ndelay_before_retry 1";

    private static void Await(ScratchNamespace netns, string[] expected, ConcurrentQueue<string> said)
    {
        string[] held = [];
        Poll.Until(
            () => (held = netns.Saved()).SequenceEqual(expected),
            () =>
                $"the table; missing: {string.Join(", ", expected.Except(held))}; too much: {string.Join(", ", held.Except(expected))}; "
                + string.Join('\n', said)
        );
    }

    private void StartOurs(ScratchNamespace netns)
    {
        string script = Path.Combine(_folder, "monitor.ps1");
        File.WriteAllText(
            script,
            $$"""
            Import-IpvsConfiguration '{{ConfigurationFile}}' -NetNamespace {{netns}} 3> $null
            Watch-IpvsHealth -Path '{{ConfigurationFile}}' -Apply -NetNamespace {{netns}} |
                ForEach-Object { [Console]::Out.WriteLine("$($_.Kind) $($_.RealAddress):$($_.RealPort)") }
            """
        );
        Start($"exec {LabSession.PwshCommand} '{script}' 2>&1", _events);
    }

    private void StartTheirs()
    {
        LabSession.Native("grep -q \" $(hostname)$\" /etc/hosts || echo \"127.0.0.1 $(hostname)\" >> /etc/hosts");
        string files = $"-f '{ConfigurationFile}' -p '{_folder}/pid' -c '{_folder}/checkers'";
        Start($"exec ip netns exec {_theirs} keepalived -n -l -D -C -i lab {files} 2>&1", _log);
    }

    private void Start(string command, ConcurrentQueue<string> lines)
    {
        Process program = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        program.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? string.Empty);
        program.BeginOutputReadLine();
        _programs.Add(program);
    }
}
