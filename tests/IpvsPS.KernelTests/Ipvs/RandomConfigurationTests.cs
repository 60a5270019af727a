using System.Text;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// 500 random configurations: what the cmdlets make of them is what ipvsadm makes, and Get-* returns what was written.
/// A batch of 50 lies in one table, which ipvsadm shows once for all of them.
/// </summary>
public sealed class RandomConfigurationTests(LabSession lab, TwoNamespaces namespaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private const int BatchSize = 50;

    public void Dispose() => namespaces.Clear(lab);

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(104)]
    [InlineData(105)]
    public void Typed_they_are_as_ipvsadm_makes_them(int seed) => AssertBatch(seed, Type);

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(205)]
    public void Piped_they_are_as_ipvsadm_makes_them(int seed) => AssertBatch(seed, Pipe);

    private void AssertBatch(int seed, Action<RandomConfiguration[]> apply)
    {
        RandomConfiguration[] batch = [.. Enumerable.Range(0, BatchSize).Select(number => new RandomConfiguration(seed, number))];
        string theirs = Restore(batch);
        apply(batch);
        string[] expected = Shown(namespaces.Theirs);
        string[] actual = Shown(namespaces.Ours);
        Assert.Equal(
            batch.Sum(configuration => configuration.Services.Length),
            expected.Count(line => line.StartsWith("-A ", StringComparison.Ordinal))
        );
        Assert.Equal(
            batch.Sum(configuration => configuration.Servers.Length),
            expected.Count(line => line.StartsWith("-a ", StringComparison.Ordinal))
        );
        AssertSame($"ipvsadm shows another table, seed {seed}", theirs, expected, actual);
        AssertSame(
            $"Get-IpvsService shows another table, seed {seed}",
            theirs,
            batch
                .SelectMany(configuration => configuration.Services)
                .Select(service => Facts(new Objects.IpvsService(service)))
                .Order(StringComparer.Ordinal),
            lab.Works($"Get-IpvsService -NetNamespace {namespaces.Ours}")
                .Of<Objects.IpvsService>()
                .Select(Facts)
                .Order(StringComparer.Ordinal)
        );
        AssertSame(
            $"Get-IpvsRealServer shows another table, seed {seed}",
            theirs,
            batch
                .SelectMany(configuration => configuration.Servers)
                .Select(server => Facts(new Objects.IpvsRealServer(server)))
                .Order(StringComparer.Ordinal),
            lab.Works($"Get-IpvsRealServer -NetNamespace {namespaces.Ours}")
                .Of<Objects.IpvsRealServer>()
                .Select(Facts)
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Names the seed, the first lines that differ and the rules that they come from.</summary>
    private static void AssertSame(string what, string rules, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string[] missing = [.. expected.Except(actual).Take(3)];
        string[] extra = [.. actual.Except(expected).Take(3)];
        Assert.True(
            expected.SequenceEqual(actual),
            $"{what}.\nexpected: {string.Join("\n          ", missing)}\nactual:   {string.Join("\n          ", extra)}\nrules:\n{rules}"
        );
    }

    /// <summary>ipvsadm's side, in one go; returns its rules.</summary>
    private string Restore(RandomConfiguration[] batch)
    {
        var rules = new StringBuilder();
        foreach (RandomConfiguration configuration in batch)
        {
            rules
                .AppendJoin('\n', configuration.Services.Select(RuleText.Ipvsadm).Concat(configuration.Servers.Select(RuleText.Ipvsadm)))
                .Append('\n');
        }

        namespaces.Theirs.Native($"ipvsadm -R <<'END'\n{rules}END");
        return rules.ToString();
    }

    private void Type(RandomConfiguration[] batch)
    {
        IEnumerable<string> lines = batch.SelectMany(configuration =>
            configuration.Services.Select(RuleText.Cmdlet).Concat(configuration.Servers.Select(RuleText.Cmdlet))
        );
        lab.Works($"Invoke-NetNamespace {namespaces.Ours} {{\n{string.Join('\n', lines)}\n}}");
    }

    private void Pipe(RandomConfiguration[] batch)
    {
        lab.SetVariable("services", batch.SelectMany(configuration => configuration.Services).ToArray());
        lab.SetVariable("servers", batch.SelectMany(configuration => configuration.Servers).ToArray());
        lab.Works(
            $"$services | New-IpvsService -NetNamespace {namespaces.Ours}; $servers | Add-IpvsRealServer -NetNamespace {namespaces.Ours}"
        );
    }

    private static string[] Shown(ScratchNamespace netns) =>
        SettledText.Read(() => netns.Native("ipvsadm -Sn; ipvsadm -Ln --thresholds")).Split('\n');

    private static string Facts(Objects.IpvsService service) =>
        string.Join(
            ' ',
            service.VirtualAddress,
            service.VirtualPort,
            service.Protocol,
            service.AddressFamily,
            service.FirewallMark,
            service.Scheduler,
            service.SchedulerFlag,
            service.OnePacket,
            service.PersistenceTimeout,
            service.PersistencePrefixLength,
            service.PersistenceEngine
        );

    private static string Facts(Objects.IpvsRealServer server) =>
        string.Join(
            ' ',
            server.VirtualAddress,
            server.VirtualPort,
            server.Protocol,
            server.AddressFamily,
            server.FirewallMark,
            server.RealAddress,
            server.RealPort,
            server.ForwardingMethod,
            server.Weight,
            server.UpperThreshold,
            server.LowerThreshold,
            server.TunnelType,
            server.TunnelPort,
            server.TunnelChecksum,
            server.ActiveConnections,
            server.InactiveConnections,
            server.PersistentConnections
        );
}
