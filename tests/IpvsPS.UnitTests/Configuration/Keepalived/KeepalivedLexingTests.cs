using System.Diagnostics;
using System.Text;
using IpvsPS.Configuration.Keepalived;
using Xunit;
using static IpvsPS.UnitTests.Configuration.Keepalived.KeepalivedText;

namespace IpvsPS.UnitTests.Configuration.Keepalived;

/// <summary>Comments, quotes, macros, sequences, hosts, includes, and files that are wrong as files.</summary>
public sealed class KeepalivedLexingTests : IDisposable
{
    private const string Nat = "protocol TCP\nlb_algo rr\nlb_kind NAT";

    private readonly string _folder = Directory.CreateTempSubdirectory("keepalived").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Comments_begin_anywhere_but_in_quotes_and_braces_may_stand_anywhere()
    {
        Assert.Equal(
            ["10.1.0.1:80", "10.1.0.2:80"],
            Servers(
                "virtual_server 10.0.0.1 80 { lb_algo rr!x\nlb_kind NAT # y\nquorum_up \"a # b\"\nreal_server 10.1.0.1 80 { "
                    + "weight 2 } real_server 10.1.0.2 80 { } ! z\nprotocol TCP }\n"
            )
        );
    }

    [Fact]
    public void Macros_are_replaced_late_and_inside_each_other()
    {
        Assert.Equal(
            ["10.1.0.9:8080"],
            Servers("$A=${B}\n$B=10.1.0\n$P=80\n" + Server(Nat, "real_server ${A}.9 ${P}80 { }", "real_server $NONE 80 { }"))
        );
    }

    [Fact]
    public void A_macro_over_several_lines_makes_a_block()
    {
        Assert.Equal(
            ["10.1.0.1:80", "10.1.0.2:80"],
            Servers("$S= \\\n  real_server 10.1.0.$n 80 { \\\n   weight $n \\\n  }\n\n" + Server(Nat, "~SEQ(n, 2) $S"))
        );
    }

    [Theory]
    [InlineData("~SEQ(n, 3)", "1 2 3")]
    [InlineData("~SEQ(n, 5, 7)", "5 6 7")]
    [InlineData("~SEQ(n, 9, -4, 1)", "1 5 9")]
    [InlineData("~SEQx(n, 9, 11)", "9")]
    [InlineData("~SEQ(n, 1, 2) ~SEQ(m, 3, 3)", "1 2")]
    [InlineData("~LST(n, 4, 8)", "4 8")]
    [InlineData("~LST({n,m}, {4,5}, {6})", "4 6")]
    public void Sequences_make_a_line_for_each_value(string sequence, string expected)
    {
        Assert.Equal(
            expected.Split(' ').Select(last => $"10.1.0.{last}:80"),
            Servers(Server(Nat, $"{sequence} real_server 10.1.0.$n 80 {{ }}"))
        );
    }

    [Theory]
    [InlineData("~SEQ(n, 1, 0, 5)")]
    [InlineData("~SEQ(n, x)")]
    [InlineData("~SEQ(n)")]
    [InlineData("~LST(n")]
    [InlineData("~LST({n}, {1,2})")]
    public void A_sequence_that_is_none_is_passed_over_with_its_line(string sequence)
    {
        KeepalivedReading reading = Read(Server(Nat, $"{sequence} real_server 10.1.0.$n 80 {{ }}", "real_server 10.1.0.1 80 { }"));
        Assert.Equal($"PassedOver 5 {sequence[..4]}", Assert.Single(Remarked(reading)));
    }

    [Fact]
    public void Lines_for_other_hosts_are_left_out()
    {
        Assert.Equal(
            ["10.1.0.1:80", "10.1.0.4:80"],
            Servers(
                Server(
                    Nat,
                    "@lab real_server 10.1.0.1 80 { }",
                    "@other real_server 10.1.0.2 80 { }",
                    "@^lab real_server 10.1.0.3 80 { }",
                    "@^other real_server 10.1.0.4 80 { }"
                )
            )
        );
    }

    [Theory]
    [InlineData("virtual_server 10.0.0.1 80 {\nreal_server 10.1.0.1 80 {\n}\n", 1, "not closed")]
    [InlineData("\n\nvirtual_server\n", 3, "needs a value")]
    [InlineData("virtual_server 10.0.0.1 80 {\nlb_algo\n}\n", 2, "needs a value")]
    [InlineData("virtual_server group {\n}\n", 1, "needs a value after 'group'")]
    [InlineData("$A=$A\nvirtual_server $A 80 { }\n", 2, "has no end")]
    [InlineData("$A=x$B\n$B=y$A\nvirtual_server $A 80 { }\n", 3, "has no end")]
    [InlineData("$A=~SEQ(n,1,2) $A\n$A\n", 2, "back to themselves")]
    [InlineData("x\ninclude other.conf\n", 2, "not read from here")]
    public void What_has_no_end_or_no_value_is_an_error_on_its_line(string text, int line, string words)
    {
        IpvsConfigurationException error = Assert.Throws<IpvsConfigurationException>(() => Read(text));
        Assert.Equal(line, error.Line);
        Assert.Contains(words, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unclosed_block_is_told_from_a_brace_too_many()
    {
        KeepalivedReading reading = Read(
            Server(Nat, "real_server 10.1.0.1 80 { }") + "}\n" + Server("lb_algo rr", "real_server 10.1.0.2 80 { }")
        );
        Assert.Equal(["PassedOver 7 }", "PassedOver 7 }"], Remarked(reading)[..2]);
    }

    [Fact]
    public void Other_encodings_are_named_or_taken_as_bytes()
    {
        byte[] utf16 = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("virtual_server")];
        Assert.Contains(
            "UTF-16",
            Assert.Throws<IpvsConfigurationException>(() => KeepalivedReader.Read(new MemoryStream(utf16), "u.conf")).Reason,
            StringComparison.Ordinal
        );
        byte[] latin = Encoding.Latin1.GetBytes("# für die Kölner\n" + Server(Nat, "real_server 10.1.0.1 80 { }"));
        Assert.Single(KeepalivedReader.Read(new MemoryStream(latin), "l.conf").Configuration.RealServers);
        byte[] marked = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("! x\n" + Server(Nat, "real_server 10.1.0.1 80 { }"))];
        KeepalivedReading reading = KeepalivedReader.Read(new MemoryStream(marked), "m.conf");
        Assert.Single(reading.Configuration.RealServers);
        Assert.Contains("byte order mark", Remarked(reading)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_virtual_servers_are_read_and_what_has_no_bound_is_refused()
    {
        string text =
            "$V=virtual_server fd00::${a}:${b} 80 { \\\n lb_algo rr \\\n protocol TCP \\\n real_server fd00:1::1 80 { \\\n } "
            + "\\\n }\n\n~SEQ(a, 0, 249) ~SEQ(b, 1, {0}) $V\n";
        var clock = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        KeepalivedReading reading = Read(text.Replace("{0}", "400", StringComparison.Ordinal));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(100_000, reading.Configuration.Services.Length);
        Assert.True(allocated < 100_000 * 12_000L, $"{allocated:N0} bytes were allocated for 100,000 services.");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{clock.Elapsed}");
        IpvsConfigurationException error = Assert.Throws<IpvsConfigurationException>(() =>
            Read(text.Replace("{0}", "99999999", StringComparison.Ordinal), new KeepalivedReadOptions { MostMadeLines = 50_000 })
        );
        Assert.Contains("more than 50000 lines", error.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "more than 1000000 services",
            Assert
                .Throws<IpvsConfigurationException>(() =>
                    Read(
                        "virtual_server_group G {\n10.0.0.0/8 80\n}\nvirtual_server group G { protocol TCP\nreal_server "
                            + "10.1.0.1 80 { }\n}\n"
                    )
                )
                .Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Includes_are_found_beside_the_file_that_names_them()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "d"));
        Write("d/b.conf", "include c.part\nreal_server 10.1.0.3 80 { }\n");
        Write("d/a.conf", "real_server 10.1.0.1 80 { }\n");
        Write("d/c.part", "real_server 10.1.0.2 80 { }\n");
        string main = Write(
            "k.conf",
            Server(Nat, "include d/*.conf", "include none-*.conf", "include none.conf", "real_server 10.1.0.4 80 { }")
        );
        KeepalivedReading reading = KeepalivedReader.Read(main);
        Assert.Equal(
            ["10.1.0.1:80", "10.1.0.2:80", "10.1.0.3:80", "10.1.0.4:80"],
            reading.Configuration.RealServers.Select(server => server.ToString())
        );
        Assert.Equal("PassedOver 7 include", Assert.Single(Remarked(reading)));
    }

    [Theory]
    [InlineData("includem none.conf", "there is no file none.conf")]
    [InlineData("includew none-*.conf", "nothing matches none-*.conf")]
    [InlineData("includea {k,none}.conf", "there is no file none.conf")]
    [InlineData("includer .", "is a directory")]
    [InlineData("include k.conf", "it includes itself")]
    public void An_include_that_must_be_there_or_leads_back_is_an_error_on_its_line(string include, string words)
    {
        string main = Write("k.conf", $"! first\n{include}\n");
        IpvsConfigurationException error = Assert.Throws<IpvsConfigurationException>(() => KeepalivedReader.Read(main));
        Assert.Equal(2, error.Line);
        Assert.Contains(words, error.Reason, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Servers(string text) =>
        Read(text).Configuration.RealServers.Select(server => server.ToString()).Order(StringComparer.Ordinal);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
