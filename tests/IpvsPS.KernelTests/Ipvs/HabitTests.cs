using System.Management.Automation;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>What users of ipvsadm and of pipelines type out of habit: it does what they mean, or says why it does not.</summary>
public sealed class HabitTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private const string PartOfService = "IpvsInputMismatch";

    private readonly ScratchNamespace _ns = namespaces.Ours;

    public void Dispose() => namespaces.Clear(lab);

    [Fact]
    public void Force_makes_what_exists_as_asked()
    {
        Make("-A -t 10.0.0.1:80 -s rr -p 60", "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 7 -x 9");
        lab.Fails($"New-IpvsService 10.0.0.1:80 -NetNamespace {_ns}", "IpvsServiceExists", ErrorCategory.ResourceExists);
        lab.Works(
            $"New-IpvsService 10.0.0.1:80 -Scheduler sh -Force -NetNamespace {_ns}; "
                + $"Add-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80 -ForwardingMethod NAT -Weight 2 -Force "
                + $"-NetNamespace {_ns}"
        );

        Assert.Equal(
            ["-A -t 10.0.0.1:80 -s sh", "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 2", "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 2"],
            _ns.Saved()
        );
    }

    [Fact]
    public void Words_of_ipvsadm_are_taken_in_any_case()
    {
        lab.Works(
            $"New-IpvsService 10.0.0.1:80 -Scheduler WRR -NetNamespace {_ns} | Add-IpvsRealServer 10.1.0.1 -ForwardingMethod DR; "
                + $"New-IpvsService 10.0.0.1:53 -Protocol UDP -NetNamespace {_ns} | Add-IpvsRealServer 10.1.0.2 -ForwardingMethod tun"
        );

        Assert.Equal(
            [
                "-A -t 10.0.0.1:80 -s wrr",
                "-A -u 10.0.0.1:53 -s wlc",
                "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 1",
                "-a -u 10.0.0.1:53 -r 10.1.0.2:53 -i -w 1 --tun-type ipip",
            ],
            _ns.Saved()
        );
        Assert.Equal(["TCP 10.0.0.1:80 wrr", "UDP 10.0.0.1:53 wlc"], Texts($"Get-IpvsService -Protocol Tcp,Udp -NetNamespace {_ns}"));
    }

    [Fact]
    public void A_network_finds_what_is_in_it_where_it_is_typed()
    {
        Make("-A -t 10.0.0.1:80", "-A -t 10.1.0.1:80", "-a -t 10.1.0.1:80 -r 192.168.5.7:80 -m", "-A -t [2001:db8::1]:80");

        Assert.Equal(["TCP 10.0.0.1:80 wlc"], Texts($"Get-IpvsService 10.0.0.0/16 -NetNamespace {_ns}"));
        Assert.Equal(["TCP [2001:db8::1]:80 wlc"], Texts($"Get-IpvsService 2001:db8::/32 -NetNamespace {_ns}"));
        Assert.Equal(["192.168.5.7:80"], Texts($"Get-IpvsRealServer -RealAddress 192.168.0.0/16 -NetNamespace {_ns}"));
        Assert.Empty(Texts($"Get-IpvsService 172.16.0.0/12 -NetNamespace {_ns}"));
        Assert.NotEmpty(lab.Run($"'10.0.0.0/16' | Get-IpvsService -NetNamespace {_ns}").Errors);
    }

    [Fact]
    public void Several_namespaces_are_read_one_after_the_other()
    {
        Make("-A -t 10.0.0.1:80");
        namespaces.Theirs.Native("ipvsadm -A -t 10.0.0.2:80");
        string both = $"{_ns}, {namespaces.Theirs}";
        string[] expected = [$"TCP 10.0.0.1:80 wlc in {_ns}", $"TCP 10.0.0.2:80 wlc in {namespaces.Theirs}"];
        const string Show = " | ForEach-Object { \"$_ in $($_.NetNamespace)\" }";

        Assert.Equal(expected, Texts($"Get-IpvsService -NetNamespace {both}{Show}"));
        Assert.Equal(expected, Texts($"Get-NetNamespace {both} | Get-IpvsService{Show}"));
        Assert.Equal(expected, Texts($"Invoke-NetNamespace {both} {{ Get-IpvsService{Show} }}"));
        Assert.Equal(
            ["1 service, 0 real servers", "1 service, 0 real servers"],
            Texts($"Get-IpvsConfiguration -NetNamespace {both} | ForEach-Object {{ \"$_\" }}")
        );
        EngineResult half = lab.Run($"Get-IpvsService -NetNamespace {_ns}, no-such-pod{Show}");
        Assert.Equal("NetNamespaceNotFound", half.TheError().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(expected[..1], half.Output.Select(line => $"{line}"));
    }

    [Fact]
    public void A_list_with_real_servers_has_services_without_any_and_PassThru_names_the_scheduler()
    {
        Make("-A -t 10.0.0.1:80 -s rr", "-A -t 10.0.0.2:80");
        string added = Texts(
            $"Add-IpvsRealServer 10.1.0.1, 10.1.0.2 -VirtualAddress 10.0.0.1:80 -PassThru -NetNamespace {_ns} | ForEach-Object Service"
        )[0];

        Assert.Equal("TCP 10.0.0.1:80 rr", added);
        Assert.Equal(
            ["TCP 10.0.0.1:80 rr has '10.1.0.1:80,10.1.0.2:80'", "TCP 10.0.0.2:80 wlc has ''"],
            Texts($"Get-IpvsService -IncludeRealServer -NetNamespace {_ns} | ForEach-Object {{ \"$_ has '$($_.RealServers)'\" }}")
        );
    }

    [Fact]
    public void Weight_0_warns_where_clients_still_come_or_are_refused()
    {
        Make(
            "-A -t 10.0.0.1:80 -s wlc",
            "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m",
            "-A -t 10.0.0.2:80 -s wlc -p 60",
            "-a -t 10.0.0.2:80 -r 10.1.0.1:80 -m",
            "-A -t 10.0.0.3:80 -s sh",
            "-a -t 10.0.0.3:80 -r 10.1.0.1:80 -m"
        );
        string set = $"Get-IpvsRealServer -NetNamespace {_ns} | Set-IpvsRealServer -Weight 0";
        string[] warnings = [.. lab.Works(set).Warnings];
        lab.Works(
            $"Set-IpvsSetting expire_quiescent_template 1 -NetNamespace {_ns}; "
                + $"Set-IpvsService 10.0.0.3:80 -SchedulerFlag sh-fallback -NetNamespace {_ns}"
        );
        string[] then = [.. lab.Works(set).Warnings];
        _ns.Native("sysctl -qw net.ipv4.vs.expire_quiescent_template=0");

        Assert.Equal(2, warnings.Length);
        Assert.StartsWith("TCP 10.0.0.2:80 is persistent: clients that persistence keeps", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("TCP 10.0.0.3:80 is scheduled by sh without sh-fallback", warnings[1], StringComparison.Ordinal);
        Assert.Empty(then);
    }

    [Fact]
    public void A_part_of_a_service_never_acts_on_the_whole()
    {
        Make("-A -t 10.0.0.1:80 -s wlc", "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m");
        string[] before = _ns.Saved();
        string[] parts =
        [
            "$server",
            "($server | ConvertTo-Csv | ConvertFrom-Csv)",
            "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($server))",
            $"[pscustomobject]@{{ VirtualAddress = '10.0.0.1'; VirtualPort = '80'; Protocol = 'Tcp'; Address = '10.1.0.1'; Port = '80'; "
                + $"ForwardingMethod = 'Masquerade'; Weight = '1'; NetNamespace = '{_ns}' }}",
            $"[IpvsPS.Objects.IpvsConnection]@{{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; Protocol = 'Tcp'; "
                + $"ClientAddress = '10.9.0.1'; ClientPort = 4000; RealAddress = '10.1.0.1'; RealPort = 80; NetNamespace = '{_ns}' }}",
        ];
        string[] commands = ["Remove-IpvsService", "Set-IpvsService -Scheduler rr", "Reset-IpvsStatistic"];
        string script = string.Join(
            "; ",
            parts
                .SelectMany(part => commands, (part, command) => $"{part} | {command}")
                .Append($"{parts[^1]} | Remove-IpvsRealServer")
                .Append($"Get-IpvsService -NetNamespace {_ns} | Remove-IpvsRealServer -ErrorAction SilentlyContinue -ErrorVariable other")
        );
        EngineResult result = lab.Run($"$server = Get-IpvsRealServer -NetNamespace {_ns}; {script}");

        string[] ids = [.. result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
        Assert.Equal(Enumerable.Repeat(PartOfService, (parts.Length * commands.Length) + 1), ids);
        Assert.Equal(before, _ns.Saved());
    }

    [Fact]
    public void The_schedulers_are_those_whose_modules_are_loaded()
    {
        string[] modules = LabSession
            .Native("lsmod | awk '{ print $1 }' | grep ^ip_vs_ | grep -v -e ip_vs_ftp -e ip_vs_pe_")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [.. modules.Select(module => module["ip_vs_".Length..]).Append("none").Order(StringComparer.Ordinal)],
            Texts("Get-IpvsScheduler 3>$null")
        );
        Assert.Equal(
            ["mh Loaded mh-fallback,mh-port"],
            Texts("Get-IpvsScheduler MH 3>$null | ForEach-Object { \"$_ $($_.State) $($_.Flags)\" }")
        );
        lab.Fails("'no?pe' | Get-IpvsScheduler 3>$null", "IpvsSchedulerNotFound", ErrorCategory.ObjectNotFound, "'no?pe'");
        Assert.Empty(Texts("Get-IpvsScheduler no* -WarningAction Ignore | Where-Object Scheduler -NE none"));
    }

    [Fact]
    public void The_rows_of_a_file_that_are_wrong_are_named_by_their_numbers_as_the_page_shows()
    {
        Make("-A -t 10.0.0.1:80 -s wlc");
        string folder = Directory.CreateTempSubdirectory("rows").FullName;
        File.WriteAllText(
            Path.Combine(folder, "servers.csv"),
            $"""
            VirtualAddress,VirtualPort,RealAddress,RealPort,Weight,NetNamespace
            10.0.0.1,80,10.1.0.1,80,1,{_ns}
            10.0.0.1,80,10.1.0.2,80,heavy,{_ns}
            10.0.0.1,80,10.1.0.3,80,1,no-such-pod
            10.0.0.1,80,10.1.0.4,80,1,{_ns}
            10.0.0.1,80,10.1.0,80,1,{_ns}

            """
        );
        string page = File.ReadAllText(Repository.File("docs/errors.md"));
        string sample = page[page.IndexOf("$row = 0", StringComparison.Ordinal)..].Split("```")[0];
        string[] said = Texts($"Push-Location '{folder}'; try {{ {sample} }} finally {{ Pop-Location }}");
        Directory.Delete(folder, recursive: true);

        Assert.Equal(3, said.Length);
        Assert.Matches("^row 2: .*'Weight'.*heavy", said[0]);
        Assert.Matches("^row 3: .*no-such-pod", said[1]);
        Assert.Matches("^row 5: .*'RealAddress'.*10.1.0", said[2]);
        Assert.Equal(
            ["-A -t 10.0.0.1:80 -s wlc", "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 1", "-a -t 10.0.0.1:80 -r 10.1.0.4:80 -g -w 1"],
            _ns.Saved()
        );
    }

    [Theory]
    [InlineData(
        "VirtualAddress,VirtualPort,RealAddress,NetNamespace`n10.0.0.1,80,10.1.0.9,no-such-pod",
        "Add-IpvsRealServer",
        "NetNamespaceNotFound",
        "no-such-pod"
    )]
    [InlineData(
        "VirtualAddress,RealAddress,RealPort`n10.0.0.1,10.1.0.9,80",
        "Add-IpvsRealServer",
        "IpvsRealServerPortMismatch",
        "10.0.0.1:0",
        "-VirtualPort left out"
    )]
    [InlineData(
        "VirtualAddress,VirtualPort,RealAddress,Weight`n10.0.0.1,80,10.1.0.9,heavy",
        "Add-IpvsRealServer",
        "ParameterArgumentTransformationError",
        "'Weight'",
        "heavy"
    )]
    [InlineData("VirtualAddress,VirtualPort,RealPort`n10.0.0.1,80,80", "Add-IpvsRealServer", "InputObjectMissingMandatory", "RealAddress")]
    public void A_bad_row_is_one_error_that_names_its_field_and_the_next_goes_on(
        string rows,
        string command,
        string id,
        params string[] words
    )
    {
        Make("-A -t 10.0.0.1:80 -s wlc");
        string good = $"[pscustomobject]@{{ VirtualAddress = '10.0.0.1'; VirtualPort = 80; RealAddress = '10.1.0.8'; Unknown = 'more' }}";
        EngineResult result = lab.Run($"Invoke-NetNamespace {_ns} {{ @(\"{rows}\" | ConvertFrom-Csv) + {good} | {command} }}");

        ErrorRecord error = result.TheError();
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.All(words, word => Assert.Contains(word, $"{error} {error.TargetObject}", StringComparison.Ordinal));
        Assert.Equal(["-A -t 10.0.0.1:80 -s wlc", "-a -t 10.0.0.1:80 -r 10.1.0.8:80 -g -w 1"], _ns.Saved());
    }

    private void Make(params string[] rules) => _ns.Native($"bash -c \"ipvsadm -R <<'RULES'\n{string.Join('\n', rules)}\nRULES\n\"");

    private string[] Texts(string script) => [.. lab.Works(script).Output.Select(line => $"{line}")];
}
