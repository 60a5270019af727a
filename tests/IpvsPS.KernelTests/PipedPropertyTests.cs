using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests;

/// <summary>Objects whose properties do not fit, and the rows of CSV files, whose cells are texts and may be empty.</summary>
public sealed class PipedPropertyTests : IDisposable
{
    private const string Id = "ParameterArgumentTransformationError";

    private readonly LabSession _lab;
    private readonly ScratchNamespace _ns = new();

    public PipedPropertyTests(LabSession lab)
    {
        _lab = lab;
        lab.Works(
            $"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns} | Add-IpvsRealServer 10.1.0.1 -Weight 7; New-DummyLink d1 -NetNamespace {_ns}"
        );
    }

    [Theory]
    [InlineData("VirtualAddress = '10.0.0.5:80'; Protocol = 50", "New-IpvsService", "'Protocol'", "50", "Tcp,Udp,Sctp")]
    [InlineData(
        "VirtualAddress = '10.0.0.5:80'; PersistenceTimeout = 'long'",
        "New-IpvsService",
        "'PersistenceTimeout'",
        "'long'",
        "00:05:00"
    )]
    [InlineData(
        "VirtualAddress = '10.0.0.5:80'; OnePacket = 'perhaps'; Protocol = 'Udp'",
        "New-IpvsService",
        "'OnePacket'",
        "perhaps",
        "True or False"
    )]
    [InlineData(
        "VirtualAddress = '10.0.0.1:80'; PersistencePrefixLength = '255.0.0.0'; PersistenceTimeout = 60",
        "Set-IpvsService",
        "'PersistencePrefixLength'",
        "255.0.0.0"
    )]
    [InlineData("VirtualAddress = '10.0.0.1:80'; Address = '10.1.0.2'; Weight = 'heavy'", "Add-IpvsRealServer", "'Weight'", "heavy")]
    [InlineData(
        "VirtualAddress = '10.0.0.1:80'; Address = '10.1.0.1'; Weight = 3; ForwardingMethod = 'Tunel'",
        "Set-IpvsRealServer",
        "'ForwardingMethod'",
        "Tunel",
        "Masquerade"
    )]
    [InlineData("VirtualAddress = '10.0.0.1:80'; Address = '10.1.0.1'; Port = 'http'", "Remove-IpvsRealServer", "'RealPort'", "http")]
    [InlineData("VirtualAddress = '10.0.0.1:80'; Protocol = 'Icmp'", "Remove-IpvsService", "'Protocol'", "Icmp")]
    [InlineData("LinkName = 'd1'; Address = '10.5.0.1/24'; Scope = 'everywhere'", "Add-NetLinkAddress", "'Scope'", "everywhere", "Link")]
    [InlineData("LinkName = 'd1'; Destination = '10.6.0.0/16'; Metric = 'far'", "Add-NetLinkRoute", "'Metric'", "far")]
    [InlineData("Name = 'v1'; PeerNetNamespace = 'no/such'", "New-VethLink", "'PeerNetNamespace'", "no/such")]
    public void What_does_not_fit_is_one_error_and_nothing_is_done_for_that_object(string properties, string command, params string[] words)
    {
        string before = State();

        _lab.Fails($"[pscustomobject]@{{ {properties} }} | {command} -NetNamespace {_ns}", Id, ErrorCategory.InvalidData, words);

        Assert.Equal(before, State());
    }

    [Fact]
    public void A_bad_namespace_is_not_taken_for_the_one_PowerShell_is_in()
    {
        string before = LabSession.Native("ipvsadm -Sn");

        _lab.Fails(
            "[pscustomobject]@{ VirtualAddress = '10.0.0.5:80'; NetNamespace = 'no/such' } | New-IpvsService",
            Id,
            ErrorCategory.InvalidData,
            "'NetNamespace'",
            "no/such",
            "slash"
        );
        _lab.Fails(
            "[pscustomobject]@{ Name = 'd9'; NetNamespace = [pscustomobject]@{ Names = 'x' } } | New-DummyLink",
            Id,
            ErrorCategory.InvalidData,
            "'NetNamespace'"
        );

        Assert.Equal(before, LabSession.Native("ipvsadm -Sn"));
        Assert.DoesNotContain("d9", LabSession.Native("ip -br link").Split('\n').Select(line => line.Split(' ', '@')[0]));
    }

    [Fact]
    public void A_null_namespace_is_an_error_where_it_is_typed()
    {
        EngineResult typed = _lab.Run("New-IpvsService 10.0.0.7:80 -NetNamespace $null");

        Assert.Contains(
            "-NetNamespace",
            typed.TheError().ToString().Replace("'NetNamespace'", "-NetNamespace", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("10.0.0.7", string.Join('\n', _ns.Saved()) + LabSession.Native("ipvsadm -Sn"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_home_namespace_of_an_object_can_be_typed_also_while_another_is_entered()
    {
        _lab.Works("New-IpvsService 10.0.0.7:80");
        string typed = string.Join(
            ' ',
            _lab.Works(
                $$"""
                Invoke-NetNamespace {{_ns}} {
                    $service = Get-IpvsService 10.0.0.7:80 -NetNamespace ''
                    (Get-NetLink lo -NetNamespace $service.NetNamespace).NetNamespace.Length
                    $service | ConvertTo-Csv | ConvertFrom-Csv | ForEach-Object {
                        Remove-IpvsService "$($_.VirtualAddress):$($_.VirtualPort)" -NetNamespace $_.NetNamespace
                    }
                }
                """
            ).Output
        );

        Assert.Equal("0", typed);
        Assert.DoesNotContain("10.0.0.7", LabSession.Native("ipvsadm -Sn"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_namespace_is_the_current_one_where_it_is_piped_and_an_empty_text_is_home()
    {
        _lab.Works(
            $$"""
            Invoke-NetNamespace {{_ns}} {
                [pscustomobject]@{ VirtualAddress = '10.0.0.6:80'; NetNamespace = $null } | New-IpvsService
                [pscustomobject]@{ VirtualAddress = '10.0.0.8:80'; NetNamespace = '' } | New-IpvsService
            }
            """
        );
        string home = LabSession.Native("ipvsadm -Sn");
        LabSession.Native("ipvsadm -D -t 10.0.0.8:80");

        Assert.Contains("-A -t 10.0.0.6:80 -s wlc", _ns.Saved());
        Assert.DoesNotContain("-A -t 10.0.0.8:80 -s wlc", _ns.Saved());
        Assert.Contains("-A -t 10.0.0.8:80 -s wlc", home, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_objects_of_the_pipeline_go_on()
    {
        EngineResult result = _lab.Run(
            $"'1', 'x', '3' | ForEach-Object {{ [pscustomobject]@{{ VirtualAddress = '10.0.0.1:80'; Address = '10.2.0.' + ++$n; "
                + $"Weight = $_ }} }} | Add-IpvsRealServer -NetNamespace {_ns}"
        );

        Assert.Single(result.Errors);
        Assert.Equal(
            [
                "-A -t 10.0.0.1:80 -s wlc",
                "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 7",
                "-a -t 10.0.0.1:80 -r 10.2.0.1:80 -g -w 1",
                "-a -t 10.0.0.1:80 -r 10.2.0.3:80 -g -w 3",
            ],
            _ns.Saved()
        );
    }

    [Fact]
    public void Empty_cells_are_not_given_and_the_others_are_texts()
    {
        _lab.Works(
            $$"""
            Invoke-NetNamespace {{_ns}} {
                [pscustomobject]@{ VirtualAddress = '10.0.0.2'; VirtualPort = '53'; Protocol = 'Udp'; Scheduler = '';
                    SchedulerFlag = ''; PersistenceTimeout = ''; PersistencePrefixLength = ''; PersistenceEngine = '';
                    OnePacket = 'True'; FirewallMark = ''; AddressFamily = '' } | New-IpvsService
                [pscustomobject]@{ VirtualAddress = '10.0.0.2'; VirtualPort = '53'; Protocol = 'Udp'; Address = '10.3.0.1'; Port = '';
                    ForwardingMethod = ''; Weight = ''; UpperThreshold = ''; LowerThreshold = '';
                    TunnelType = ''; TunnelPort = ''; TunnelChecksum = '' } | Add-IpvsRealServer
                [pscustomobject]@{ VirtualAddress = ''; FirewallMark = '5'; Scheduler = 'rr'; OnePacket = 'False';
                    PersistenceTimeout = '90' } | New-IpvsService
                [pscustomobject]@{ Destination = '10.8.0.0/16'; Type = 'Local'; LinkName = ''; Gateway = ''; Table = '';
                    Metric = ''; Source = '' } | Add-NetLinkRoute
                [pscustomobject]@{ Name = 'v1'; PeerName = ''; PeerNetNamespace = ''; Mtu = '' } | New-VethLink
                [pscustomobject]@{ Name = 't1'; Kind = 'Gre'; RemoteAddress = '10.0.0.9'; LocalAddress = '';
                    Ttl = ''; Key = ''; Device = '' } | New-TunnelLink
                [pscustomobject]@{ LinkName = 'd1'; Address = '10.5.0.1'; PrefixLength = '24'; PeerAddress = '';
                    BroadcastAddress = ''; Label = ''; Scope = ''; ValidLifetime = ''; PreferredLifetime = '' } | Add-NetLinkAddress
            }
            """
        );

        Assert.Equal(
            [
                "-A -f 5 -s rr -p 90",
                "-A -t 10.0.0.1:80 -s wlc",
                "-A -u 10.0.0.2:53 -s wlc -o",
                "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 7",
                "-a -u 10.0.0.2:53 -r 10.3.0.1:53 -g -w 1",
            ],
            _ns.Saved()
        );
        Assert.Contains("local 10.8.0.0/16 dev lo", _ns.Native("ip route show table local"), StringComparison.Ordinal);
        Assert.Contains("inet 10.5.0.1/24 scope global d1", _ns.Native("ip addr show d1"), StringComparison.Ordinal);
        Assert.Contains("v1@veth0", _ns.Native("ip link"), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_leaves_what_an_empty_cell_would_change()
    {
        _lab.Works(
            "New-IpvsService 10.0.0.3:53 -Protocol Udp -OnePacket -Scheduler sh -SchedulerFlag sh-port -PersistenceTimeout 60 "
                + $"-PersistencePrefixLength 24 -NetNamespace {_ns}"
        );
        string before = State();

        _lab.Works(
            $$"""
            Invoke-NetNamespace {{_ns}} {
                [pscustomobject]@{ VirtualAddress = '10.0.0.3:53'; Protocol = 'Udp'; Scheduler = ''; SchedulerFlag = '';
                    PersistenceTimeout = ''; PersistencePrefixLength = ''; OnePacket = '' } | Set-IpvsService
                [pscustomobject]@{ VirtualAddress = '10.0.0.1:80'; Address = '10.1.0.1'; ForwardingMethod = ''; Weight = '';
                    UpperThreshold = '' } | Set-IpvsRealServer
                [pscustomobject]@{ Tcp = ''; TcpFin = '77'; Udp = '' } | Set-IpvsTimeout
            }
            """
        );

        Assert.Equal(before, State());
        Assert.Contains("900 77 300", _ns.Native("ipvsadm -L --timeout"), StringComparison.Ordinal);
    }

    [Fact]
    public void Script_blocks_compute_a_value_of_each_object()
    {
        _lab.Works($"Get-IpvsRealServer -NetNamespace {_ns} | Set-IpvsRealServer -Weight {{ $_.Weight + 1 }}");

        Assert.Contains("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 8", _ns.Saved());
    }

    public void Dispose() => _ns.Dispose();

    private string State() => string.Join('\n', _ns.Saved()) + _ns.Native("ip addr") + _ns.Native("ip route show table all");
}
