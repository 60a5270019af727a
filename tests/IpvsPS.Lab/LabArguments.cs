using System.Globalization;

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
}

/// <summary>The lab's command line, parsed.</summary>
internal sealed record LabArguments(LabVerb Verb, IReadOnlyList<string> Rest, TimeSpan? Timeout, bool WithoutIpvs, bool Pwsh, bool WithoutModule)
{
    private const string Usage = """
        usage: dotnet run --project tests/IpvsPS.Lab -- VERB [OPTIONS] ...
          walkthrough            run docs/walkthrough.md with real packets
          test [FILTER...]       run the kernel tests; a filter is part of a test's full name
          bench [GROUP...]       run the benchmarks, all or by group, and print a table in Markdown
          script FILE [ARGS...]  run a PowerShell script with the module imported
          shell                  open a shell
          run -- COMMAND ARGS... run any program of this machine
        options
          --timeout SECONDS      end the guest after that long
          --without-ipvs         boot a kernel without ip_vs
          --without-module       run a script with nothing imported
          --pwsh                 use this machine's pwsh (PWSH or PATH) for script and shell
        """;

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
                case "--without-ipvs":
                    result = result with { WithoutIpvs = true };
                    break;
                case "--without-module":
                    result = result with { WithoutModule = true };
                    break;
                case "--pwsh":
                    result = result with { Pwsh = true };
                    break;
                default:
                    throw new FormatException($"lab: unknown option '{arguments[next]}'");
            }
        }

        return result.WithRest(arguments[next..]);
    }

    private LabArguments WithRest(string[] rest) => (Verb, rest.Length) switch
    {
        (LabVerb.Run, 0) => throw new FormatException("lab: run needs a command"),
        (LabVerb.Script, 0) => throw new FormatException("lab: script needs a file"),
        (LabVerb.Shell or LabVerb.Walkthrough, > 0) => throw new FormatException($"lab: unexpected '{rest[0]}'"),
        _ => this with { Rest = rest },
    };

    private static TimeSpan ParseSeconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"lab: --timeout needs seconds, not '{text}'");
}
