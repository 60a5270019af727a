using System.Text.Json;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Health;

/// <summary>Watch-IpvsHealth with an address to announce and a slow start, and with a program that sets weights.</summary>
public sealed class HealthRunTests(LabSession lab) : IDisposable
{
    private const string Check = "@{ Kind = 'Tcp'; Interval = '300ms'; Timeout = '300ms'; Rise = 1; Fall = 2 }";

    private readonly HealthBed _bed = new(50, 50);

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void The_address_goes_with_quorum_and_a_server_that_comes_back_starts_slowly()
    {
        _bed.Namespace.Native("ip link add ann0 type veth peer name ann1; ip link set ann0 up; ip link set ann1 up");
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

    private string Addresses() => _bed.Namespace.Native("ip -o -4 address show dev ann0");
}
