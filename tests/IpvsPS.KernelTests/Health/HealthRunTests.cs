using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>Watch-IpvsHealth with an address to announce and a slow start, and as the unit of systemd starts it.</summary>
public sealed partial class HealthRunTests(LabSession lab) : IDisposable
{
    private const string Check = "@{ Kind = 'Tcp'; Interval = '300ms'; Timeout = '300ms'; Rise = 1; Fall = 2 }";

    private readonly HealthBed _bed = new(50, 50);

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void The_address_goes_with_quorum_and_a_server_that_comes_back_starts_slowly()
    {
        _bed.Namespace.Native("sh -c 'ip link add ann0 type veth peer name ann1; ip link set ann0 up; ip link set ann1 up'");
        _bed.Open(1);
        _bed.Open(2);
        _bed.Start($"{HealthBed.Service} -Check {Check} -AnnounceLink ann0 -SlowStart 3 -Apply");
        _bed.Await("AddressTaken");
        Assert.Contains("10.0.0.185/32", Addresses(), StringComparison.Ordinal);
        _bed.Close(1);
        _bed.AwaitWeights("1=0 2=50");
        Assert.Contains("10.0.0.185/32", Addresses(), StringComparison.Ordinal);
        _bed.Close(2);
        _bed.Await("AddressReleased");
        Assert.DoesNotContain("10.0.0.185", Addresses(), StringComparison.Ordinal);
        _bed.Open(1);

        // From a tenth of its weight to all of it, never down again.
        var weights = new List<int> { 0 };
        while (weights[^1] != 50)
        {
            JsonElement change = _bed.Await("WeightChanged", 1);
            Assert.Equal(weights[^1], change.GetProperty("FormerWeight").GetInt32());
            weights.Add(change.GetProperty("Weight").GetInt32());
            Assert.True(weights[^1] > weights[^2], string.Join(' ', weights));
        }

        Assert.InRange(weights[1], 5, 45);
        Poll.Until(() => Addresses().Contains("10.0.0.185/32", StringComparison.Ordinal), "the address on its link again");
        _bed.AwaitWeights("1=50 2=0");
    }

    [Fact]
    public void The_exit_code_of_a_program_sets_the_weight_and_a_check_of_another_protocol_is_refused()
    {
        string program = Path.Combine(_bed.Folder, "load.sh");
        File.WriteAllText(program, "#!/bin/sh\nexit 12\n");
        LabSession.Native($"chmod +x '{program}'");
        string check = $"@{{ Kind = 'Script'; ScriptPath = '{program}'; SetsWeight = $true; Timeout = 5 }}";
        string[] events =
        [
            .. lab.Works(
                    $"Watch-IpvsHealth {HealthBed.Service} -Check {check} -Apply -Count 4 -NetNamespace {_bed.Namespace} | "
                        + "ForEach-Object { \"$($_.Kind) $($_.FormerWeight) $($_.Weight)\".Trim() }"
                )
                .Output.Select(line => $"{line}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["Up", "Up", "WeightChanged 50 10", "WeightChanged 50 10"], events);
        Assert.Equal("1=10 2=10", _bed.Weights());
        _bed.Namespace.Native("ipvsadm -A -u 10.0.0.186:53 -s rr");
        foreach (string command in new[] { "Watch-IpvsHealth", "Watch-IpvsHealth -Apply" })
        {
            lab.Fails(
                $"{command} 10.0.0.186:53 -Check Tcp -NetNamespace {_bed.Namespace}",
                "IpvsHealthCheckInvalid",
                System.Management.Automation.ErrorCategory.InvalidArgument,
                "UDP",
                "-Port"
            );
        }
    }

    [Fact]
    public void The_unit_tells_systemd_that_it_is_ready_that_it_lives_and_that_it_ends()
    {
        string unit = File.ReadAllText(Repository.File("docs/ipvsps-health.service"));
        string socketPath = Path.Combine(_bed.Folder, "notify");
        using var notified = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notified.Bind(new UnixDomainSocketEndPoint(socketPath));
        notified.ReceiveTimeout = 60_000;
        Directory.CreateDirectory("/etc/ipvsps");
        File.WriteAllText(
            "/etc/ipvsps/health.json",
            $$"""
            { "version": 1, "health": { "check": [{ "kind": "Tcp", "interval": 0.3, "timeout": 0.3, "rise": 1, "fall": 2 }] },
              "services": [{ "virtualAddress": "10.0.0.185", "virtualPort": 80 }] }
            """
        );
        _bed.Open(1);
        _bed.Open(2);

        // The file's own command line, with the two places that an installation has elsewhere.
        string command = ExecStart().Match(unit).Groups[1].Value.Replace("$$", "$", StringComparison.Ordinal);
        Assert.StartsWith("/usr/bin/pwsh ", command, StringComparison.Ordinal);
        Assert.Contains("Import-Module IpvsPS;", command, StringComparison.Ordinal);
        string here = command
            .Replace("/usr/bin/pwsh", "pwsh", StringComparison.Ordinal)
            .Replace("Import-Module IpvsPS;", $"Import-Module {StagedModule.Manifest};", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal);
        _bed.StartProgram($"NOTIFY_SOCKET='{socketPath}' WATCHDOG_USEC=30000000 exec ip netns exec {_bed.Namespace} {here}");
        Assert.Equal("READY=1\nWATCHDOG=1", Receive(notified));
        Assert.Equal("WATCHDOG=1", Receive(notified));
        _bed.Await("Up", 2);
        _bed.Close(2);
        Assert.Equal("Refused", _bed.Await("Down", 2).GetProperty("Outcome").GetString());
        _bed.AwaitWeights("1=50 2=0");
        Assert.Contains("ExecReload=/bin/kill -HUP $MAINPID", unit, StringComparison.Ordinal);
        _bed.Signal("HUP");
        _bed.Await("Reloaded");
        _bed.Signal("TERM");
        string last;
        do
        {
            last = Receive(notified);
        } while (last == "WATCHDOG=1");

        Assert.Equal("STOPPING=1", last);
        Assert.True(_bed.Monitor.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal("1=50 2=0", _bed.Weights());
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    private string Addresses() => _bed.Namespace.Native("ip -o -4 address show dev ann0");

    [GeneratedRegex("^ExecStart=(.*)$", RegexOptions.Multiline)]
    private static partial Regex ExecStart();
}
