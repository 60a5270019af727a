using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests;

/// <summary>Several objects through one command: which of them an error is about, and what each of them brings.</summary>
public sealed class PipedRowTests : IDisposable
{
    private readonly LabSession _lab;
    private readonly ScratchNamespace _ns = new();

    public PipedRowTests(LabSession lab)
    {
        _lab = lab;
        lab.Works($"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns} | Add-IpvsRealServer 10.1.0.1 -Weight 7");
    }

    public void Dispose() => _ns.Dispose();

    [Theory]
    [InlineData("nope", "10.0.0.1", "NetNamespaceNotFound", "There is no network namespace 'nope'.")]
    [InlineData("", "", "IpvsServiceMissing", "No service is named:")]
    public void A_row_that_leads_nowhere_is_named_and_the_others_are_done(string netns, string service, string id, string words)
    {
        EngineResult result = _lab.Run(
            $"""
            'NetNamespace,VirtualAddress,VirtualPort,RealAddress,RealPort',
            '{_ns},10.0.0.1,80,10.1.0.2,80',
            '{(netns.Length > 0 ? netns : _ns)},{service},80,10.1.0.3,80',
            '{_ns},10.0.0.1,80,10.1.0.4,80' | ConvertFrom-Csv | Add-IpvsRealServer
            """
        );
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("The piped object has ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("RealAddress 10.1.0.3", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(service.Length > 0, error.Exception.Message.Contains("VirtualAddress 10.0.0.1,", StringComparison.Ordinal));
        Assert.Equal(error.Exception.Message, $"{error}");
        Assert.Equal("10.1.0.1 10.1.0.2 10.1.0.4", Listed());
    }

    [Fact]
    public void A_real_server_of_JSON_without_its_services_port_is_named_and_the_others_are_done()
    {
        EngineResult result = _lab.Run(
            $$"""
            '[ { "VirtualAddress": "10.0.0.1", "RealAddress": "10.1.0.2", "RealPort": 80 },
               { "VirtualAddress": "10.0.0.1", "VirtualPort": 80, "RealAddress": "10.1.0.3", "RealPort": 80 } ]' |
                ConvertFrom-Json | Add-IpvsRealServer -NetNamespace {{_ns}}
            """
        );
        string message = Assert.Single(result.Errors).Exception.Message;
        Assert.Contains("-VirtualPort", message, StringComparison.Ordinal);
        Assert.Contains("-RealPort of 10.1.0.2:80 in TCP 10.0.0.1:0", message, StringComparison.Ordinal);
        Assert.Equal("10.1.0.1 10.1.0.3", Listed());
    }

    /// <summary>What a newer one has more is passed over; what an older one lacks is named with the object.</summary>
    [Fact]
    public void A_deserialized_object_of_another_version_is_taken_where_it_says_enough_and_named_where_it_does_not()
    {
        EngineResult result = _lab.Run(
            $$"""
            $there = [System.Management.Automation.PSSerializer]::Deserialize(
                [System.Management.Automation.PSSerializer]::Serialize((Get-IpvsRealServer -NetNamespace {{_ns}})))
            $newer = $there | Select-Object *, @{ n = 'Colour'; e = { 'blue' } } -ExcludeProperty Weight, FullWeight
            $older = $there | Select-Object RealAddress, RealPort, NetNamespace
            $newer, $older | Set-IpvsRealServer -Weight 9
            """
        );
        string message = Assert.Single(result.Errors).Exception.Message;
        Assert.Contains("-VirtualAddress", message, StringComparison.Ordinal);
        Assert.Contains("RealAddress 10.1.0.1", message, StringComparison.Ordinal);
        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 9", _ns.Saved());
    }

    /// <summary>PowerShell keeps a list of what is bound, in which what the object before brought stays.</summary>
    [Theory]
    [InlineData(
        "RealAddress = '10.1.0.1'; ForwardingMethod = 'Masquerade'",
        "RealAddress = '10.1.0.2'; Weight = 5",
        "Set-IpvsRealServer",
        "-a -t 10.0.0.2:80 -r 10.1.0.2:80 -m -w 5"
    )]
    [InlineData("PersistenceTimeout = 60", "Scheduler = 'rr'", "Set-IpvsService", "-A -t 10.0.0.2:80 -s rr -p 300")]
    [InlineData("OnePacket = $false", "Scheduler = 'rr'", "Set-IpvsService", "-A -u 10.0.0.2:80 -s rr -o")]
    public void What_one_object_brings_counts_for_no_other(string first, string second, string command, string line)
    {
        string flag = line.Split(' ')[1];
        string protocol = flag == "-u" ? "Udp" : "Tcp";
        string service = flag == "-u" ? "10.0.0.2:80 -o -s wlc" : "10.0.0.2:80 -s wlc -p 300";
        _ns.Native($"ipvsadm -A {flag} {service}; ipvsadm -a {flag} 10.0.0.2:80 -r 10.1.0.2:80 -m");
        _lab.Works(
            $"[pscustomobject]@{{ VirtualAddress = '10.0.0.1:80'; {first} }}, "
                + $"[pscustomobject]@{{ VirtualAddress = '10.0.0.2:80'; Protocol = '{protocol}'; {second} }} "
                + $"| {command} -NetNamespace {_ns}"
        );
        Assert.Contains(line, _ns.Saved());
    }

    [Fact]
    public void What_an_object_brings_that_does_not_bind_counts_for_no_other()
    {
        _ns.Native("ipvsadm -A -t 10.0.0.2:80; ipvsadm -a -t 10.0.0.2:80 -r 10.1.0.2:80 -m");
        EngineResult result = _lab.Run(
            $"""
            'VirtualAddress,RealAddress,ForwardingMethod,Weight', '10.0.0.2:80,10.1.0.2,Tunnel,heavy', '10.0.0.2:80,10.1.0.2,,5' |
                ConvertFrom-Csv | Set-IpvsRealServer -NetNamespace {_ns}
            """
        );
        Assert.StartsWith(
            "ParameterArgumentTransformationError",
            Assert.Single(result.Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
        Assert.Contains("-a -t 10.0.0.2:80 -r 10.1.0.2:80 -m -w 5", _ns.Saved());
    }

    [Fact]
    public void An_address_object_tells_the_family_of_a_mark_and_a_text_does_not()
    {
        _ns.Native("ipvsadm -A -f 5; ipvsadm -A -f 5 -6");
        _lab.Works($"[ipaddress] '2001:db8::2' | Add-IpvsRealServer -FirewallMark 5 -NetNamespace {_ns}");
        Objects.IpvsRealServer added = Assert.Single(
            _lab.Works($"Get-IpvsRealServer -FirewallMark 5 -NetNamespace {_ns}").Of<Objects.IpvsRealServer>()
        );
        Assert.Equal("IPv6 2001:db8::2", $"{added.AddressFamily} {added.RealAddress}");
        EngineResult row = _lab.Run(
            $"[pscustomobject] @{{ RealAddress = [ipaddress] '2001:db8::3' }} | Add-IpvsRealServer -FirewallMark 5 -NetNamespace {_ns}"
        );
        Assert.NotEmpty(row.Errors);
    }

    /// <summary>PowerShell would look in each text for fifteen properties, twice.</summary>
    [Theory]
    [InlineData("$_", 10)]
    [InlineData("[pscustomobject] @{ RealAddress = $_; Weight = 3 }", 32)]
    public void What_is_piped_costs_little(string item, int limit)
    {
        double each = Assert.Single(
            _lab.Works(
                    $$"""
                    $items = 1..1000 | ForEach-Object { "10.2.$($_ -shr 8).$($_ -band 255):80" } | ForEach-Object { {{item}} }
                    $before = [GC]::GetAllocatedBytesForCurrentThread()
                    $items | Add-IpvsRealServer -VirtualAddress 10.0.0.1:80 -NetNamespace {{_ns}}
                    ([GC]::GetAllocatedBytesForCurrentThread() - $before) / 1000.0
                    """
                )
                .Of<double>()
        );
        Assert.InRange(each, 1, limit * 1024);
    }

    private string Listed() =>
        string.Join(
            ' ',
            _lab.Works($"Get-IpvsRealServer -NetNamespace {_ns}").Of<Objects.IpvsRealServer>().Select(server => server.RealAddress)
        );
}
