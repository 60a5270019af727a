using IpvsPS.Configuration.Keepalived;
using Xunit;
using static IpvsPS.UnitTests.Configuration.Keepalived.KeepalivedText;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>What keepalived.conf comes to: words, defaults, and what is passed over. The lab compares the same with keepalived
/// itself.</summary>
public sealed class KeepalivedReaderTests
{
    private const string Nat = "protocol TCP\nlb_algo rr\nlb_kind NAT";

    [Fact]
    public void A_virtual_server_becomes_a_service_with_its_real_servers()
    {
        Assert.Equal(
            [
                "-A -t 10.0.0.1:80 -s wrr -p 50 -M 255.255.255.0",
                "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 3 -x 9 -y 4",
                "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 1",
            ],
            Saved(
                Server(
                    "lb_algo wrr",
                    "lb_kind DR",
                    "protocol TCP",
                    "persistence_timeout 50",
                    "persistence_granularity 255.255.255.0",
                    "real_server 10.1.0.1 80 {",
                    "weight 3",
                    "uthreshold 9",
                    "lthreshold 4",
                    "}",
                    "real_server 10.1.0.2 80 {",
                    "}"
                )
            )
        );
    }

    [Fact]
    public void Without_words_keepalived_takes_UDP_wlc_and_NAT_and_says_so()
    {
        KeepalivedReading reading = Read(Server("real_server 10.1.0.1 8080 { }", "real_server 10.1.0.2 { }"));
        Assert.Equal(
            ["-A -u 10.0.0.1:80 -s wlc", "-a -u 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 1", "-a -u 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1"],
            Saved(reading)
        );
        Assert.Equal(["Replaced 1 protocol", "Replaced 1 lb_algo", "Replaced 1 lb_kind"], Remarked(reading));
    }

    [Fact]
    public void Flags_count_only_behind_their_scheduler()
    {
        KeepalivedReading reading = Read(
            Server("sh-port", "lb_algo sh", "sh-fallback", "mh-port", "lb_kind NAT", "protocol TCP", "real_server 10.1.0.1 80 { }")
        );
        Assert.Equal("-A -t 10.0.0.1:80 -s sh -b sh-fallback", Saved(reading)[0]);
        Assert.Equal(["PassedOver 2 sh-port", "PassedOver 5 mh-port"], Remarked(reading));
    }

    [Fact]
    public void A_second_real_server_of_the_same_address_and_a_port_that_DR_cannot_change_are_remarked()
    {
        KeepalivedReading reading = Read(
            Server(
                "protocol TCP",
                "lb_algo rr",
                "lb_kind DR",
                "real_server 10.1.0.1 80 { weight 1",
                "}",
                "real_server 10.1.0.1 80 { weight 2",
                "}",
                "real_server 10.1.0.2 81 { }"
            )
        );
        Assert.Equal(["-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 1", "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 1"], Saved(reading)[1..]);
        Assert.Equal(["PassedOver 7 real_server", "Replaced 9 real_server"], Remarked(reading));
    }

    [Fact]
    public void Old_words_and_slashes_are_passed_over_with_a_remark_each()
    {
        KeepalivedReading reading = Read(
            "// web\n" + Server(Nat, "nat_mask 255.255.255.0", "persistence_timeout 0", "real_server 10.1.0.1 80 {", "weight 2 // two", "}")
        );
        Assert.Equal(["-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 2"], Saved(reading));
        Assert.Equal(["PassedOver 1 //", "PassedOver 6 nat_mask", "PassedOver 7 persistence_timeout"], Remarked(reading));
    }

    [Fact]
    public void Numbers_are_read_as_leniently_as_keepalived_does()
    {
        KeepalivedReading reading = Read(
            Server(
                Nat,
                "weight 7",
                "real_server 10.1.0.1 80 {",
                "weight 3x",
                "}",
                "real_server 10.1.0.2 80 {",
                "weight -1",
                "}",
                "real_server 10.1.0.3 443https { }",
                "real_server 10.1.0.4 99999 { }"
            )
        );
        Assert.Equal(
            ["-r 10.1.0.1:80 -m -w 3", "-r 10.1.0.2:80 -m -w 7", "-r 10.1.0.3:443 -m -w 7"],
            Saved(reading)[1..].Select(line => line["-a -t 10.0.0.1:80 ".Length..])
        );
        Assert.Equal(
            [
                "Replaced 7 weight",
                "PassedOver 10 weight",
                "Replaced 12 real_server",
                "PassedOver 13 real_server",
                "PassedOver 13 real_server",
            ],
            Remarked(reading)
        );
    }

    [Fact]
    public void VRRP_is_passed_over_in_silence()
    {
        KeepalivedReading reading = Read(
            "global_defs {\nnotification_email {\na@example.org\n}\nrouter_id X\nvrrp_strict\n}\nvrrp_script c { script \"a "
                + "b\"\n}\nvrrp_instance V {\nvirtual_ipaddress {\n10.0.0.9\n}\nnonsense { x }\n}\nstatic_routes {\n10.0.0.0/8 via "
                + "10.0.0.1\n}\n"
                + Server(Nat, "real_server 10.1.0.1 80 { }")
        );
        Assert.Empty(reading.Remarks);
        Assert.Single(reading.Configuration.Services);
    }

    [Fact]
    public void What_has_no_place_in_a_configuration_is_listed_with_its_line()
    {
        KeepalivedReading reading = Read(
            "global_defs {\nlvs_sync_daemon eth0 VI_1\nnftables_ipvs\n}\nnet_namespace red\n"
                + Server(
                    Nat,
                    "quorum_up \"/bin/a b\"",
                    "real_server 10.1.0.1 80 {",
                    "notify_down /bin/c",
                    "FILE_CHECK { track_file x",
                    "}",
                    "}"
                )
                + "SSL {\nca /ca.pem\ncertificate /me.pem\nkey /me.key\npassword x\n}\n"
        );
        Assert.Equal(
            [
                "NotConverted 2 lvs_sync_daemon",
                "NotConverted 3 nftables_ipvs",
                "NotConverted 5 net_namespace",
                "NotConverted 10 quorum_up",
                "NotConverted 12 notify_down",
                "NotConverted 13 FILE_CHECK",
                // Of SSL, keepalived shows the certificate, and verifies no server by the authorities.
                "NotConverted 19 certificate",
            ],
            Remarked(reading)
        );
    }

    [Fact]
    public void Timeouts_of_global_defs_become_timeouts()
    {
        KeepalivedReading reading = Read(
            "global_defs { lvs_timeouts tcp 7200 tcpfin 0 udp 60\n}\n" + Server(Nat, "real_server 10.1.0.1 80 { }")
        );
        Assert.Equal("tcp 7200, udp 60", reading.Configuration.Timeouts?.ToString());
    }

    [Fact]
    public void Groups_become_a_service_for_each_address_and_mark()
    {
        const string text = """
            virtual_server_group G {
              10.0.0.1 80
              10.0.0.8-9 81
              10.0.0.254-10.0.1.1 82
              10.0.2.0/31 83
              fwmark 7
            }
            virtual_server group G { lb_algo rr
              lb_kind DR
              protocol TCP
              real_server 10.1.0.1 0 { }
            }
            """;
        KeepalivedReading reading = Read(text);
        Assert.Equal(
            [
                "TCP 10.0.0.1:80",
                "TCP 10.0.0.8:81",
                "TCP 10.0.0.9:81",
                "TCP 10.0.0.254:82",
                "TCP 10.0.0.255:82",
                "TCP 10.0.1.0:82",
                "TCP 10.0.1.1:82",
                "TCP 10.0.2.0:83",
                "TCP 10.0.2.1:83",
                "FWM 7",
            ],
            reading.Configuration.Services.Select(service => service.ToString()[..^3])
        );
        Assert.Equal(
            [80, 81, 81, 82, 82, 82, 82, 83, 83, 0],
            reading.Configuration.RealServers.Select(server => int.Parse(server.ToString()!.Split(':')[1]))
        );
        Assert.Equal("Replaced 4 10.0.0.254-10.0.1.1", Assert.Single(Remarked(reading)));
    }

    [Fact]
    public void A_sorry_server_takes_over_where_quorum_is_never_reached()
    {
        Assert.Equal(
            ["-a -t 10.0.0.1:80 -r 10.1.9.9:80 -m -w 1"],
            Saved(
                Server(
                    Nat,
                    "quorum 2",
                    "hysteresis 1",
                    "sorry_server 10.1.9.9 80",
                    "real_server 10.1.0.1 80 { }",
                    "real_server 10.1.0.2 80 { }"
                )
            )[1..]
        );
        Assert.Equal(
            ["-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 3"],
            Saved(Server(Nat, "quorum 2", "hysteresis 1", "sorry_server 10.1.9.9 80", "real_server 10.1.0.1 80 { weight 3", "}"))[1..]
        );
    }

    [Theory]
    [InlineData("! x\n\n# y\nglobal_defs {\n}\n", true)]
    [InlineData("// web\nvirtual_server 10.0.0.1 80 {\n}\n", true)]
    [InlineData("-- web\nvirtual_server 10.0.0.1 80 {\n}\n", true)]
    [InlineData("-- web\n-A -t 10.0.0.1:80\n", false)]
    [InlineData("vrrp_instance V {\n}\n", true)]
    [InlineData("include /etc/keepalived/conf.d/*.conf\n", true)]
    [InlineData("$VIP=10.0.0.1\n", true)]
    [InlineData("@lb1 virtual_server 10.0.0.1 80 {\n", true)]
    [InlineData("\ufeff! x\nvirtual_server_group G {\n", true)]
    [InlineData("# saved\n-A -t 10.0.0.1:80 -s rr\n", false)]
    [InlineData("// JSON\n{ \"version\": 1 }\n", false)]
    [InlineData("{ \"version\": 1 }", false)]
    [InlineData("hello world\n", false)]
    [InlineData("", false)]
    public void A_file_is_told_from_the_other_formats_by_its_first_word(string text, bool expected)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, KeepalivedReader.Recognizes(stream));
        Assert.Equal(0, stream.Position);
    }
}
