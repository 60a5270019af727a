using System.Management.Automation;
using System.Text.RegularExpressions;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Remoting;

/// <summary>The samples of docs/fleet.md in their order, over SSH to two hosts.</summary>
[Trait(Kernels.Seconds, "95")]
public sealed partial class FleetPageTests(LabSession lab) : IDisposable
{
    private const string Configuration = """
        { "version": 1, "services": [ { "protocol": "Tcp", "virtualAddress": "10.0.0.185", "virtualPort": 80, "realServers": [
            { "address": "172.17.0.3", "port": 80, "weight": 5 }, { "address": "172.17.0.4", "port": 80, "weight": 5 } ] } ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_sample_runs()
    {
        using var one = new RemoteHost("lb1", 1);
        using var two = new RemoteHost("lb2", 2);
        LabSession.Native(
            $"""
            ip netns exec {one.Name} ipvsadm --start-daemon master --mcast-interface eth0 --syncid 1
            ip netns exec {two.Name} ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 2
            """
        );
        File.WriteAllText(Path.Combine(_folder, "web.json"), Configuration);
        string[] samples = [.. Sample().Matches(File.ReadAllText(Repository.File("docs/fleet.md"))).Select(match => match.Groups[1].Value)];
        Assert.Equal(8, samples.Length);
        lab.Works($"Set-Location '{_folder}'");
        // This namespace's end of the first host's link, where nobody listens.
        LabSession.Native("echo '10.99.1.1 lb3' >>/etc/hosts");
        try
        {
            lab.Works(samples[0]);
            Assert.Equal(
                ["lb1 Add Service TCP 10.0.0.185:80", "lb2 Add Service TCP 10.0.0.185:80"],
                Rows(lab.Render(samples[1]), 5).Where(row => row.Contains(" Service ", StringComparison.Ordinal))
            );
            Assert.Equal(
                ["IpvsChange lb1 Add Service TCP 10.0.0.185:80", "IpvsChange lb2 Add Service TCP 10.0.0.185:80"],
                Planned(samples[1]).Where(change => change.Contains(" Service ", StringComparison.Ordinal))
            );
            Assert.Equal(("", ""), (Saved(one), Saved(two)));

            lab.Works(samples[2]);
            string[] tables = [Saved(one), Saved(two)];
            Assert.Contains("-a -t 10.0.0.185:80 -r 172.17.0.4:80", tables[0], StringComparison.Ordinal);
            Assert.Equal(tables[0], tables[1]);

            Assert.True(WorkOneByOne(), "The second host began before the first one was done.");

            string[] changes = [.. lab.Works(samples[3]).Output.Select(change => $"{change}")];
            Assert.Equal(2, changes.Length);
            Assert.StartsWith("Remove SyncDaemon Backup: on eth0, sync id 2", changes[0], StringComparison.Ordinal);
            Assert.StartsWith("Add SyncDaemon Backup: on eth0, sync id 1", changes[1], StringComparison.Ordinal);

            Assert.Equal(changes, OfReference("($directors | Where-Object ComputerName -EQ lb2)").Output.Select(change => $"{change}"));

            Assert.Empty(lab.Works(samples[4]).Output);

            string[] said = [.. lab.Run(samples[5]).Output.Select(line => $"{line}")];
            Assert.Equal(2, said.Length);
            Assert.Equal("lb1: 10.0.0.185:80 wlc", said[0]);
            Assert.StartsWith("lb3: The SSH client session has ended", said[1], StringComparison.Ordinal);
            ErrorRecord refused = OfReference("lb3").TheError();
            Assert.StartsWith("IpvsReferenceFailed,", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.StartsWith("The host lb3 did not tell its configuration: ", refused.ToString(), StringComparison.Ordinal);

            Assert.Equal(["lb1 10.0.0.185 80 172.17.0.4 True", "lb2 10.0.0.185 80 172.17.0.4 True"], Rows(lab.Render(samples[6]), 5));
            Assert.Equal((tables[0], tables[1]), (Saved(one), Saved(two)));
        }
        finally
        {
            LabSession.Native("sed -i '/ lb3$/d' /etc/hosts");
            lab.Works("Set-Location /");
            lab.Run(samples[^1]);
        }
    }

    /// <summary>The objects of a sample before its table: the type that they had, and what they say.</summary>
    private IEnumerable<string> Planned(string sample) =>
        lab.Works($"{sample[..sample.IndexOf("|\n    Format-Table", StringComparison.Ordinal)]}")
            .Output.Select(change =>
                $"{change.TypeNames[0].Replace("Deserialized.IpvsPS.Objects.", "", StringComparison.Ordinal)} "
                + string.Join(' ', ((string[])["PSComputerName", "Action", "Kind", "Target"]).Select(name => change.Properties[name].Value))
            );

    /// <summary>Whether with -ThrottleLimit 1 a host begins when the one before it is done.</summary>
    private bool WorkOneByOne()
    {
        const string Times =
            "Invoke-Command $directors { [datetime]::UtcNow.Ticks; Start-Sleep -Milliseconds 100; [datetime]::UtcNow.Ticks } "
            + "-ThrottleLimit 1 | Group-Object PSComputerName | ForEach-Object { \"$($_.Group[0]) $($_.Group[1])\" }";
        long[][] spans =
        [
            .. lab.Works(Times).Output.Select(span => $"{span}".Split(' ').Select(long.Parse).ToArray()).OrderBy(span => span[0]),
        ];
        Assert.Equal(2, spans.Length);
        return spans[0][1] <= spans[1][0];
    }

    /// <summary>The first host, which is a namespace here, beside another one as a director has it.</summary>
    private EngineResult OfReference(string host) =>
        lab.Run($"Get-IpvsConfiguration -NetNamespace lb1 | Compare-IpvsConfiguration -ReferenceSession {host} -Prune -Pair");

    private static string Saved(RemoteHost host) => LabSession.Native($"ip netns exec {host.Name} ipvsadm -Sn");

    /// <summary>The rows of a table that are about a host, their first words.</summary>
    private static IEnumerable<string> Rows(string table, int words) =>
        table
            .Split('\n')
            .Where(line => line.StartsWith("lb", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(words)));

    [GeneratedRegex("^```powershell\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sample();
}
