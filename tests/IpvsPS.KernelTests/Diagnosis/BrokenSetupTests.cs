using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What Debug-IpvsService makes of set-ups that operators have asked about in public, broken as they had them.</summary>
[Trait(Kernels.Seconds, "85")]
[Collection(TrafficTests.Name)]
public sealed class BrokenSetupTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private const int First = 3;

    /// <summary>In each part of a list: no more than two of twenty.</summary>
    private const int MostMissed = 1;

    /// <summary>Longer than an answer takes, and shorter than the kernel waits before it sends again.</summary>
    private const int PatienceMicroseconds = 500_000;

    private static readonly Dictionary<string, IReadOnlyList<BrokenSetup>> Lists = new()
    {
        ["public threads"] = BrokenSetup.All,
        ["a reader who had not read the rules"] = BrokenSetup.Unseen,
        ["a third reader"] = BrokenSetup.Third,
        ["a fourth reader"] = BrokenSetup.Fourth,
    };

    public static TheoryData<string> Twenties => [.. Lists.Keys];

    [Theory]
    [MemberData(nameof(Twenties))]
    public void All_but_one_are_told_among_the_first_three_findings_and_nothing_wrong_is_certain(string by) =>
        Tell([.. Lists[by].Where(setup => !setup.HasIptables)]);

    [Theory]
    [MemberData(nameof(Twenties))]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void With_iptables_all_but_one_are_told_and_nothing_wrong_is_certain(string by) =>
        Tell([.. Lists[by].Where(setup => setup.HasIptables)]);

    private void Tell(IReadOnlyList<BrokenSetup> setups)
    {
        var missed = new List<string>();
        var wrong = new List<string>();
        foreach (BrokenSetup setup in setups)
        {
            Objects.IpvsFinding[] found;
            try
            {
                Shell(setup.Make);
                Assert.False(setup.IsSilent && IsServed(setup), $"{setup.Thread}: the client is served.");
                found = Find(setup);
            }
            finally
            {
                Shell($"d ipvsadm -C; {setup.Mend}");
            }

            string ids = string.Join(", ", found.Select(one => $"{one.Id} {one.Confidence}"));
            TestContext.Current.SendDiagnosticMessage($"{setup.Thread}: {ids}");
            if (setup.Causes.Except(found.Take(First).Select(one => one.Id)).Any())
            {
                missed.Add($"{setup.Thread}: {ids}");
            }

            wrong.AddRange(
                found
                    .Where(one => one.Confidence == IpvsFindingConfidence.Certain)
                    .Where(one => !setup.Causes.Contains(one.Id) && !setup.Also.Contains(one.Id))
                    .Select(one => $"{setup.Thread}: {one}")
            );
        }

        Assert.Empty(wrong);
        Assert.True(missed.Count <= MostMissed, string.Join('\n', missed));
    }

    private Objects.IpvsFinding[] Find(BrokenSetup setup)
    {
        IEnumerable<string> namespaces = Stage.ServerNamespaces.SelectMany(
            (server, i) => (string[])[$"'10.77.0.1{i + 1}' = '{server}'", $"'fd00:77::1{i + 1}' = '{server}'"]
        );
        return
        [
            .. Lab.Works(
                    $"Debug-IpvsService {setup.Ask ?? $"'{setup.Service}'"} -Client {setup.Client} -NetNamespace {Stage.Director} "
                        + $"-RealServerNamespace @{{ {string.Join("; ", namespaces)} }} {setup.Parameters} -WarningAction Ignore"
                )
                .Of<Objects.IpvsFinding>()
                // Connections that other tests left lead to servers that a set-up has not.
                .Where(one => one.Id != "D012" || setup.Causes.Contains("D012")),
        ];
    }

    /// <summary>Whether a connection of the client comes about.</summary>
    private bool IsServed(BrokenSetup setup)
    {
        using Socket client = Stage.BeginConnect(InetEndpoint.Parse(setup.Service).Address!.ToString(), setup.Client);
        List<Socket> connected = [client];
        Socket.Select(null, connected, null, PatienceMicroseconds);
        return connected.Count > 0 && (int)client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == 0;
    }

    /// <summary>
    /// A shell script in which <c>d</c>, <c>c</c> and <c>s1</c> to <c>s3</c> run a program in their namespace: by nsenter, which does
    /// not mount /sys anew for each as ip netns exec does.
    /// </summary>
    private void Shell(string script)
    {
        IEnumerable<string> names = Stage
            .ServerNamespaces.Select((server, i) => $"s{i + 1}() {{ nsenter --net=/run/netns/{server} \"$@\"; }}")
            .Append($"d() {{ nsenter --net=/run/netns/{Stage.Director} \"$@\"; }}")
            .Append($"c() {{ nsenter --net=/run/netns/{Stage.Client} \"$@\"; }}")
            .Append($"S1={Stage.ServerNamespaces[0]}");
        LabSession.Native($"set -e\n{string.Join('\n', names)}\n{script}");
    }
}
