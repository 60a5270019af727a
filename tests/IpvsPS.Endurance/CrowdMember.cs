using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.Endurance;

/// <summary>One runspace of a crowd. It edits what is its own and must find it as it left it, and what is everybody's.</summary>
internal sealed class CrowdMember(PowerShellEngine engine, int number, string netns, CrowdTable table, CrowdReport report)
{
    /// <summary>What may be said of rows that others edit at the same time, and of a sync in whose way that came.</summary>
    private static readonly string[] Races =
    [
        "IpvsServiceExists",
        "IpvsServiceNotFound",
        "IpvsRealServerExists",
        "IpvsRealServerNotFound",
        "IpvsConfigurationUndone",
    ];

    private const string Own = """
        $service = "10.60.$number.$($round % 50 + 1):80"
        New-IpvsService $service -Scheduler wrr -PersistenceTimeout (1000 + $number) -NetNamespace $netns |
            Add-IpvsRealServer "10.61.$number.1:80", "10.61.$number.2:80" -Weight (10 + $number)
        Set-IpvsRealServer "10.61.$number.2:80" -VirtualAddress $service -Weight (100 + $round % 50) -NetNamespace $netns
        "$(Get-IpvsService $service -NetNamespace $netns)"
        Get-IpvsRealServer $service -NetNamespace $netns | ForEach-Object { "$_ $($_.Weight)" }
        Remove-IpvsService $service -NetNamespace $netns
        """;

    private const string Shared = """
        $shared = "10.62.0.$($round % 4 + 1):80"
        New-IpvsService $shared -NetNamespace $netns | Add-IpvsRealServer 10.61.0.1:80
        Add-IpvsRealServer 10.63.0.1:80, 10.63.0.2:80, 10.63.0.3:80 -VirtualAddress 10.51.0.1:80 -NetNamespace $netns
        Set-IpvsRealServer "10.63.0.$($round % 3 + 1):80" -VirtualAddress 10.51.0.1:80 -Weight $number -NetNamespace $netns
        Remove-IpvsRealServer 10.63.0.1:80, 10.63.0.2:80, 10.63.0.3:80 -VirtualAddress 10.51.0.1:80 -NetNamespace $netns
        Remove-IpvsService $shared -NetNamespace $netns
        """;

    private const string Sync = "Sync-IpvsConfiguration $file -Include 10.64.0.0/24 -Prune -NetNamespace $netns";

    private int _round;

    /// <summary>Adds, edits, lists and syncs once.</summary>
    public void DoRound()
    {
        _round++;
        engine.SetVariable("number", number);
        engine.SetVariable("round", _round);
        engine.SetVariable("netns", netns);
        engine.SetVariable("file", CrowdTable.Files[(_round + number) % 2]);

        string[] own = [.. Run(Own).Select(row => row.ToString())];
        string service = $"10.60.{number}.{(_round % 50) + 1}:80";
        string[] expected =
        [
            $"TCP {service} wrr persistent {1000 + number}",
            $"10.61.{number}.1:80 {10 + number}",
            $"10.61.{number}.2:80 {100 + (_round % 50)}",
        ];
        report.Expect(own.SequenceEqual(expected), () => $"what was made is not what was found: {string.Join("; ", own)}");
        RunRacing(Shared);
        Check(table.FindFlawInServices(Run("Get-IpvsService -NetNamespace $netns")), "services");
        Check(table.FindFlawInServers(Run($"Get-IpvsRealServer {CrowdTable.Pool} -NetNamespace $netns")), "real servers");
        RunRacing(Sync);
        report.Count(rounds: 1, listings: 2);
    }

    private void Check(string? flaw, string what) => report.Expect(flaw is null, () => $"a listing of the {what}: {flaw}");

    private IReadOnlyList<PSObject> Run(string script)
    {
        EngineResult result = engine.Run(script);
        report.Expect(
            result.Failure is null && result.Errors.Count == 0,
            () => $"{script}\n{result.Failure?.ToString() ?? result.Errors[0].ToString()}"
        );
        return result.Output;
    }

    private void RunRacing(string script)
    {
        EngineResult result = engine.Run(script);
        ErrorRecord[] errors = [.. result.Errors, .. result.Failure is RuntimeException failure ? new[] { failure.ErrorRecord } : []];
        ErrorRecord[] surprising = [.. errors.Where(error => !Races.Contains(error.FullyQualifiedErrorId.Split(',')[0]))];
        report.Expect(surprising.Length == 0, () => $"{script}\n{surprising[0].FullyQualifiedErrorId}: {surprising[0]}");
        report.Count(races: errors.Length);
    }
}
