using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Arrays as arguments, which go to the kernel as one batch, and pipelines, whose items go as they come.</summary>
public sealed class ArrayTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private readonly ScratchNamespace _ns = namespaces.Ours;

    public void Dispose() => namespaces.Clear(lab);

    [Theory]
    [InlineData("New-IpvsService (Many 80)", "IpvsServiceExists")]
    [InlineData("Add-IpvsRealServer (Many 80) -VirtualAddress 10.9.0.1:80 -PassThru", "IpvsRealServerExists")]
    public void The_output_has_the_order_of_the_input_without_what_failed_and_each_failure_is_an_error(string command, string id)
    {
        _ns.Native(
            "bash -c 'ipvsadm -A -t 10.9.0.1:80; ipvsadm -a -t 10.9.0.1:80 -r 10.1.0.50; "
                + "ipvsadm -a -t 10.9.0.1:80 -r 10.1.0.60; ipvsadm -A -t 10.1.0.50:80; ipvsadm -A -t 10.1.0.60:80'"
        );
        string[] before = _ns.Saved();
        Assert.Empty(Run($"{command} -WhatIf").Output);
        Assert.Equal(before, _ns.Saved());

        // Two of them are there, and one is no address that IPVS takes.
        EngineResult result = Run(command);
        string[] expected = [.. Enumerable.Range(1, 99).Reverse().Where(i => i is not (50 or 60)).Select(i => $"10.1.0.{i}")];
        Assert.Equal(
            expected,
            result.Output.Select(item =>
                item.BaseObject is Objects.IpvsRealServer server
                    ? $"{server.RealAddress}"
                    : $"{((Objects.IpvsService)item.BaseObject).VirtualAddress}"
            )
        );
        Assert.Equal([id, id], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Where(one => one == id));
        Assert.Equal(
            ["10.1.0.60:80", "10.1.0.50:80"],
            result.Errors.Where(error => error.CategoryInfo.Category == ErrorCategory.ResourceExists).Select(Target)
        );
        Assert.Contains(
            "0.0.0.0",
            Assert.Single(result.Errors, error => error.CategoryInfo.Category == ErrorCategory.InvalidArgument).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(before.Length + expected.Length, _ns.Saved().Length);
    }

    [Theory]
    [InlineData("New-IpvsService 10.1.0.1:80, 10.9.0.1:80, 10.1.0.2:80", "-A -t 10.1.0.1:80 -s wlc", "-A -t 10.1.0.2:80 -s wlc")]
    [InlineData(
        "Add-IpvsRealServer 10.1.0.1:80, 10.1.0.9:80, 10.1.0.2:80 -VirtualAddress 10.9.0.1:80",
        "-a -t 10.9.0.1:80 -r 10.1.0.1:80 -g -w 1",
        "-a -t 10.9.0.1:80 -r 10.1.0.2:80 -g -w 1"
    )]
    public void With_Stop_what_comes_before_the_first_error_is_done_and_nothing_behind_it(string command, string done, string notDone)
    {
        _ns.Native("ipvsadm -A -t 10.9.0.1:80; ipvsadm -a -t 10.9.0.1:80 -r 10.1.0.9");
        Assert.NotNull(Run($"{command} -ErrorAction Stop").Failure);
        Assert.Contains(done, _ns.Saved());
        Assert.DoesNotContain(notDone, _ns.Saved());

        Assert.Equal(2, Run(command).Errors.Count);
        Assert.Contains(notDone, _ns.Saved());
    }

    [Theory]
    [InlineData(
        "& { Service 10.1.0.1; Look; Service 10.1.0.2; throw 'upstream' } | New-IpvsService",
        "-A -t 10.1.0.1:80",
        "-A -t 10.1.0.2:80"
    )]
    [InlineData("& { Server 10.1.0.1; Look; Server 10.1.0.2; throw 'upstream' } | Add-IpvsRealServer", "-r 10.1.0.1:80", "-r 10.1.0.2:80")]
    [InlineData(
        "& { Link 10.1.0.1/32; Look; Link 10.1.0.2/32; throw 'upstream' } | Add-NetLinkAddress",
        "inet 10.1.0.1/32",
        "inet 10.1.0.2/32"
    )]
    public void What_is_piped_is_sent_as_it_arrives_and_stays_when_something_upstream_fails(string pipeline, string first, string second)
    {
        _ns.Native("ipvsadm -A -t 10.9.0.1:80");
        Func<string> state = () => _ns.Native("ipvsadm -Sn; ip address show dev lo");
        lab.SetVariable("look", state);
        EngineResult result = Run(
            $$"""
            function Look { $script:seen = $look.Invoke() }
            function Service($address) { [pscustomobject]@{ VirtualAddress = $address; VirtualPort = 80 } }
            function Server($address) { [pscustomobject]@{ VirtualAddress = '10.9.0.1:80'; Address = $address } }
            function Link($address) { [pscustomobject]@{ LinkName = 'lo'; Address = $address } }
            try { {{pipeline}} | Out-Null } catch { "$_"; $seen }
            """
        );
        Assert.Equal("upstream", result.Output[0].BaseObject);
        string seen = Assert.IsType<string>(result.Output[1].BaseObject);
        Assert.Contains(first, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(second, seen, StringComparison.Ordinal);
        Assert.Contains(second, state(), StringComparison.Ordinal);
        _ns.Native("bash -c 'ip address delete 10.1.0.1/32 dev lo; ip address delete 10.1.0.2/32 dev lo; true' 2>/dev/null");
    }

    [Fact]
    public void Services_alone_do_not_pay_for_their_real_servers()
    {
        _ns.Native("ipvsadm -A -t 10.9.0.1:80; ipvsadm -A -t 10.9.0.2:80");
        Assert.Equal(["Listing the IPVS services."], Run("Get-IpvsService -Verbose").Verbose);
        Assert.Equal(
            ["Listing the IPVS services.", "Listing the real servers of TCP 10.9.0.1:80.", "Listing the real servers of TCP 10.9.0.2:80."],
            Run("Get-IpvsRealServer -Verbose").Verbose
        );
    }

    private EngineResult Run(string script) =>
        lab.Run(
            $$"""
            & {
                function Many($port) { @(99..1 | ForEach-Object { "10.1.0.$($_):$port" }) + "0.0.0.0:$port" }
                $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{_ns}}'; 'Add-NetLinkAddress:NetNamespace' = '{{_ns}}' }
                {{script}}
            }
            """
        );

    private static string Target(ErrorRecord error) =>
        error.TargetObject is Objects.IpvsService service ? $"{service.VirtualAddress}:{service.VirtualPort}" : $"{error.TargetObject}";
}
