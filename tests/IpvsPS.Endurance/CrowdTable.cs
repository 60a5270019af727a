using System.Management.Automation;
using IpvsPS.Testing.Engine;

namespace IpvsPS.Endurance;

/// <summary>
/// The table of a crowd. Some of it nobody edits, and it takes several of the kernel's datagrams to list: each listing must have
/// every row of that once. The rest is edited by everybody, and a listing may have it or not.
/// </summary>
internal sealed class CrowdTable
{
    private const int StableServices = 400;
    private const int StableServers = 250;

    /// <summary>The service with the pool of real servers.</summary>
    public const string Pool = "10.51.0.1:80";

    /// <summary>ipvsadm adds and removes services and real servers of the pool, until nothing more comes in.</summary>
    public const string NativeEdits = """
        ipvsadm -A -t 10.51.0.1:80 2>/dev/null
        lines() {
            for i in {1..20}; do echo "$1 -t 10.62.9.$i:80"; echo "$2 -t 10.51.0.1:80 -r 10.63.9.$i:80"; done
        }
        lines -A -a >/tmp/add.$$; lines -D -d >/tmp/remove.$$
        edits=0
        until read -t 0.01; [[ $? == 1 ]]; do
            ipvsadm -R </tmp/add.$$; ipvsadm -R </tmp/remove.$$; edits=$((edits + 80))
        done
        echo $edits
        """;

    private readonly HashSet<string> _services =
    [
        $"TCP {Pool} wlc",
        .. Enumerable.Range(0, StableServices).Select(number => $"TCP 10.50.{number / 200}.{number % 200}:80 rr"),
    ];

    private readonly HashSet<string> _servers = [.. Enumerable.Range(0, StableServers).Select(number => $"10.52.0.{number}:80")];

    /// <summary>Two states of the services that are synced, in ipvsadm's form: the members sync now one and now the other.</summary>
    public static string[] Files { get; } = [Write("one", 1, 6), Write("two", 4, 9)];

    /// <summary>Makes the part that nobody edits.</summary>
    public void Fill(PowerShellEngine engine, string netns)
    {
        string file = Path.Combine(Path.GetTempPath(), "crowd-stable");
        File.WriteAllLines(
            file,
            [
                .. _services.Select(service => service.Split(' ')).Select(words => $"-A -t {words[1]} -s {words[2]}"),
                .. _servers.Select(server => $"-a -t {Pool} -r {server} -m -w 7"),
            ]
        );
        engine.Run($"Import-IpvsConfiguration {file} -NetNamespace {netns}").ThrowOnError();
    }

    /// <summary>What is wrong with a listing of the services.</summary>
    public string? FindFlawInServices(IReadOnlyList<PSObject> rows) =>
        FindFlaw(rows, _services, ["TCP 10.60.", "TCP 10.62.", "TCP 10.64."]);

    /// <summary>What is wrong with a listing of the pool's real servers.</summary>
    public string? FindFlawInServers(IReadOnlyList<PSObject> rows) =>
        FindFlaw(rows, _servers, ["10.63."])
        ?? (
            rows.Where(row => _servers.Contains(row.ToString())).All(row => 7.Equals(row.Properties["Weight"].Value))
                ? null
                : "a weight that nobody set"
        );

    private static string? FindFlaw(IReadOnlyList<PSObject> rows, HashSet<string> stable, string[] edited)
    {
        string[] names = [.. rows.Select(row => row.ToString())];
        var identities = new HashSet<string>(names.Length);
        string[] repeated = [.. names.Where(row => !identities.Add(string.Join(' ', row.Split(' ').Take(2))))];
        string[] missing = [.. stable.Except(names)];
        string[] foreign =
        [
            .. names.Where(row => !stable.Contains(row) && !Array.Exists(edited, start => row.StartsWith(start, StringComparison.Ordinal))),
        ];
        return (repeated, missing, foreign) is ([], [], [])
            ? null
            : $"{rows.Count} rows, of which {repeated.Length} came twice ({string.Join(", ", repeated.Take(3))}); "
                + $"{missing.Length} were missing ({string.Join(", ", missing.Take(3))}); "
                + $"{foreign.Length} were nobody's ({string.Join(", ", foreign.Take(3))})";
    }

    private static string Write(string name, int first, int last)
    {
        string file = Path.Combine(Path.GetTempPath(), $"crowd-{name}");
        File.WriteAllLines(
            file,
            Enumerable
                .Range(first, last - first + 1)
                .SelectMany(number =>
                    new[] { $"-A -t 10.64.0.{number}:80 -s rr", $"-a -t 10.64.0.{number}:80 -r 10.66.0.{first}:80 -m -w {last}" }
                )
        );
        return file;
    }
}
