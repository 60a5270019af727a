using System.Globalization;
using IpvsPS.Lab.Host;

namespace IpvsPS.Lab;

/// <summary>What the lab does.</summary>
internal enum LabVerb
{
    Run,
    Script,
    Shell,
    Test,
    Bench,
    Walkthrough,
    Picture,
    Crowd,
    Soak,
    Health,
    Watch,
    Away,
}

/// <summary>The lab's command line, parsed.</summary>
internal sealed record LabArguments(
    LabVerb Verb,
    IReadOnlyList<string> Rest,
    TimeSpan? Timeout,
    bool WithoutIpvs,
    bool Pwsh,
    bool WithoutModule
)
{
    /// <summary>How long each of the long runs works, unless said.</summary>
    private static readonly Dictionary<LabVerb, TimeSpan> WorkTimes = new()
    {
        [LabVerb.Crowd] = TimeSpan.FromMinutes(1),
        [LabVerb.Soak] = TimeSpan.FromMinutes(30),
        [LabVerb.Health] = TimeSpan.FromMinutes(30),
        [LabVerb.Watch] = TimeSpan.FromMinutes(10),
        [LabVerb.Away] = TimeSpan.FromMinutes(10),
    };

    private TimeSpan? _workTime;

    public const string Usage = """
        usage: dotnet run --project tests/IpvsPS.Lab -- VERB [OPTIONS] ...
          walkthrough            run docs/walkthrough.md with real packets
          picture                type docs/session.ps1 and print it as SVG, which docs/session.svg holds
          test [FILTER...]       run the kernel tests; a filter is part of a test's full name, or a trait: Seconds=40
          bench [GROUP...]       run the benchmarks, all or by group, and print a table in Markdown
          script FILE [ARGS...]  run a PowerShell script with the module imported
          crowd                  edit and list one table from 8 runspaces and ipvsadm at once
          soak                   do mixed work, and fail if memory, descriptors or threads grow
          health                 watch servers that come and go, and fail if weights are wrong or memory, descriptors or threads grow
          watch                  keep 1,000 Kubernetes services through 20,000 changes a minute, and fail if the table is wrong or memory,
                                 descriptors or threads grow
          away                   keep 100 Kubernetes services while their API server is away, and fail if the table changes, or does not
                                 follow when the server is back
          shell                  open a shell
          run -- COMMAND ARGS... run any program of this machine
        options
          --kernel KERNEL        user (the default), the newest user-mode-linux of Debian; legacy, that of this machine's Debian, with
                                 iptables; or stock, Debian's stock kernel in QEMU, slower by far, with nftables
          --timeout SECONDS      end the guest after that long
          --without-ipvs         boot a kernel without ip_vs
          --without-module       run a script with nothing imported
          --minutes N            how long crowd (1), soak (30), health (30), watch (10) and away (10) work
          --plant LEAK           have soak leak descriptors, threads, memory, mounts or all, to see it fail
          --pwsh                 make the shell PowerShell with the module imported
        """;

    /// <summary>How long it works.</summary>
    public TimeSpan WorkTime => _workTime ?? WorkTimes[Verb];

    /// <summary>What a soak leaks on purpose.</summary>
    public string Plant { get; private init; } = "None";

    /// <summary>The kernel that is booted.</summary>
    public LabKernel Kernel { get; private init; }

    public static LabArguments Parse(string[] arguments)
    {
        if (arguments.Length == 0 || !Enum.TryParse(arguments[0], ignoreCase: true, out LabVerb verb) || !Enum.IsDefined(verb))
        {
            throw new FormatException($"lab: unknown verb '{arguments.FirstOrDefault()}'\n{Usage}");
        }

        var result = new LabArguments(verb, [], null, false, false, false);
        int next = 1;
        for (; next < arguments.Length && arguments[next].StartsWith("--", StringComparison.Ordinal); next++)
        {
            switch (arguments[next])
            {
                case "--":
                    return result.WithRest(arguments[(next + 1)..]);
                case "--timeout":
                    result = result with { Timeout = ParseSeconds(arguments.ElementAtOrDefault(++next)) };
                    break;
                case "--kernel":
                    result = result with { Kernel = ParseWord<LabKernel>("--kernel", arguments.ElementAtOrDefault(++next)) };
                    break;
                case "--without-ipvs":
                    result = result with { WithoutIpvs = true };
                    break;
                case "--without-module":
                    result = result with { WithoutModule = true };
                    break;
                case "--minutes":
                    result = result with { _workTime = ParseSeconds(arguments.ElementAtOrDefault(++next)) * 60 };
                    break;
                case "--plant":
                    result = result with
                    {
                        Plant = arguments.ElementAtOrDefault(++next) ?? throw new FormatException("lab: --plant needs a leak"),
                    };
                    break;
                case "--pwsh":
                    result = result with { Pwsh = true };
                    break;
                default:
                    throw new FormatException($"lab: unknown option '{arguments[next]}'\n{Usage}");
            }
        }

        return result.WithRest(arguments[next..]);
    }

    private LabArguments WithRest(string[] rest) =>
        (Verb, rest.Length) switch
        {
            (LabVerb.Run, 0) => throw new FormatException("lab: run needs a command"),
            (LabVerb.Script, 0) => throw new FormatException("lab: script needs a file"),
            (
                LabVerb.Shell
                    or LabVerb.Walkthrough
                    or LabVerb.Picture
                    or LabVerb.Crowd
                    or LabVerb.Soak
                    or LabVerb.Health
                    or LabVerb.Watch
                    or LabVerb.Away,
                > 0
            ) => throw new FormatException($"lab: unexpected '{rest[0]}'"),
            _ => this with { Rest = rest },
        };

    private static TimeSpan ParseSeconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"lab: '{text}' is no length of time");

    private static T ParseWord<T>(string option, string? text)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"lab: {option} takes {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}, not '{text}'");
}
