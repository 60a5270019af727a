using System.Management.Automation;
using System.Text.Json.Nodes;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

public sealed class GetNetLinkTests(LabSession lab) : LinkTestBed(lab)
{
    [Fact]
    public void All_links_are_those_of_ip_in_its_order()
    {
        Ip(
            Module,
            "link add d1 type dummy",
            "link add br1 type bridge",
            "link set d1 master br1",
            "link add v1 type veth peer name v2",
            "link set v1 up"
        );
        IEnumerable<string> expected = JsonNode
            .Parse(LabSession.Native($"ip -n {Module} -d -j link"))!
            .AsArray()
            .Select(link =>
                string.Join(
                    ' ',
                    link!["ifindex"],
                    link["ifname"],
                    link["linkinfo"]?["info_kind"],
                    link["mtu"],
                    (string)link["link_type"]! is "ether" or "loopback" ? link["address"] : null,
                    link["master"],
                    link["operstate"],
                    link["flags"]!.AsArray().Any(flag => (string)flag! == "UP") ? "Up" : "Down"
                )
            );
        IEnumerable<string> actual = Rows(
            Run(
                    """
                    Get-NetLink | ForEach-Object {
                        $operational = "$($_.OperationalState)".ToUpperInvariant()
                        $_.Index, $_.Name, $_.Kind, $_.Mtu, $_.MacAddress, $_.Master, $operational, $_.State -join ' '
                    }
                    """
                )
                .ThrowOnError()
        );
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Names_and_kinds_choose()
    {
        Ip(Module, "link add d1 type dummy", "link add d2 type dummy", "link add br1 type bridge");
        Assert.Equal(["d1", "d2"], Names("Get-NetLink d*"));
        Assert.Equal(["d1", "br1"], Names("Get-NetLink d1, br1"));
        Assert.Equal(["d1", "d2"], Names("Get-NetLink -Kind dummy"));
        Assert.Equal(["d2", "br1"], Names("Get-NetLink ?[12] -Kind dum*, bridge | Where-Object Name -ne d1; Get-NetLink br1"));
        Assert.Equal(["d1", "d2"], Names("'d1', 'd2' | Get-NetLink"));
        Assert.Equal(["d2"], Names("[pscustomobject]@{ Name = 'd2' } | Get-NetLink"));
    }

    [Fact]
    public void A_missing_name_is_an_error_and_a_wildcard_is_not()
    {
        EngineResult result = Run("Get-NetLink d7, lo, x*");
        Assert.Single(result.Errors).Is("NetLinkNotFound", ErrorCategory.ObjectNotFound, "There is no link d7 in namespace links-module.");
        Assert.Equal("lo", Assert.Single(Rows(result)));
    }

    [Fact]
    public void A_link_of_an_address_is_found()
    {
        Run("New-DummyLink d1, d2 | Add-NetLinkAddress -Address 10.0.0.1").ThrowOnError();
        Assert.Equal(["d2"], Names("Get-NetLinkAddress d2 10.0.0.1 | Get-NetLink"));
    }

    [Fact]
    public void Addresses_and_counters_come_when_they_are_asked_for()
    {
        Run("New-DummyLink d1, d2 | Add-NetLinkAddress -Address 10.0.0.1, 2001:db8::1").ThrowOnError();
        EngineResult result = Run("Get-NetLink d1, lo -IncludeAddress -IncludeCounter; Get-NetLink d2").ThrowOnError();
        object?[] addresses = [.. result.Output.Select(link => link.Properties["Addresses"].Value)];
        Assert.Equal(
            ["10.0.0.1/32", "2001:db8::1/128"],
            ((string)addresses[1]!).Split(',').Where(address => !address.StartsWith("fe80", StringComparison.Ordinal))
        );
        Assert.Equal((string.Empty, null), (addresses[0], addresses[2]));
        Assert.Equal([true, true, false], result.Output.Select(link => link.Properties["SentBytes"].Value is ulong));
        JsonNode counters = JsonNode.Parse(
            LabSession.Native($"ip netns exec {Module} bash -c 'ip link set lo up; echo x >/dev/udp/127.0.0.1/9; ip -j -s link show lo'")
        )![0]!["stats64"]!;
        PSObject actual = Assert.Single(Run("Get-NetLink lo -IncludeCounter").Output);
        Assert.Equal(
            [
                (ulong)counters["rx"]!["bytes"]!,
                (ulong)counters["rx"]!["packets"]!,
                (ulong)counters["tx"]!["bytes"]!,
                (ulong)counters["tx"]!["packets"]!,
            ],
            new[] { "ReceivedBytes", "ReceivedPackets", "SentBytes", "SentPackets" }.Select(name => (ulong)actual.Properties[name].Value)
        );
        Assert.True((ulong)actual.Properties["ReceivedPackets"].Value >= 1);
    }

    [Fact]
    public void A_table_has_a_row_a_link()
    {
        Run("New-DummyLink d1 -Mtu 9000").ThrowOnError();
        string shown = Render("Get-NetLink d1");
        Assert.Contains("NetNamespace: links-module", shown, StringComparison.Ordinal);
        Assert.Matches(@"\n +\d+ d1 +dummy +Up +9000 (..:){5}..", shown);
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    private IEnumerable<string> Names(string script) => Rows(Run(script).ThrowOnError());
}
