using System.Diagnostics;
using IpvsPS.Lab.Engine;
using IpvsPS.Lab.Host;

namespace IpvsPS.Lab;

/// <summary>What each verb runs in the guest.</summary>
internal static class LabCommands
{
    private const string KernelTests = "tests/IpvsPS.KernelTests";

    /// <summary>The command of a parsed command line; throws <see cref="FormatException"/> where this machine lacks something.</summary>
    public static GuestCommand Create(LabArguments arguments)
    {
        string[] rest = [.. arguments.Rest];
        if (arguments.Verb == LabVerb.Shell && Console.IsInputRedirected)
        {
            throw new FormatException("lab: shell needs a terminal; try run -- or script");
        }

        return (arguments.Verb, arguments.Pwsh) switch
        {
            (LabVerb.Run, _) => new GuestCommand(rest[0], rest[1..]),
            (LabVerb.Script, false) => OfThisProgram(["script", .. rest]),
            (LabVerb.Script, true) => new GuestCommand(Pwsh(), "-NoProfile", "-Command", $"{PowerShellEngine.ImportScript}; & {string.Join(' ', rest.Select(Quote))}"),
            (LabVerb.Shell, false) => new GuestCommand("bash") { Terminal = true },
            (LabVerb.Shell, true) => new GuestCommand(Pwsh(), "-NoProfile", "-NoExit", "-Command", PowerShellEngine.ImportScript) { Terminal = true },
            (LabVerb.Test, _) => OfKernelTests(rest) with { Timeout = TimeSpan.FromMinutes(20) },
            _ => OfThisProgram(["walkthrough", Repository.File("docs/walkthrough.md")]) with { Timeout = TimeSpan.FromMinutes(5) },
        };
    }

    /// <summary>-Command takes one text and no arguments.</summary>
    private static string Quote(string argument) => $"'{argument.Replace("'", "''", StringComparison.Ordinal)}'";

    private static GuestCommand OfThisProgram(string[] arguments) =>
        GuestCommand.ForAssembly(typeof(LabCommands).Assembly.Location, arguments);

    private static GuestCommand OfKernelTests(string[] filters)
    {
        // They reference this program, so this program cannot reference them.
        using (Process build = Process.Start(GuestEnvironment.DotnetHost, ["build", "--no-dependencies", "--verbosity", "quiet", "--nologo", Repository.File(KernelTests)]))
        {
            build.WaitForExit();
            if (build.ExitCode != 0)
            {
                throw new FormatException("lab: the kernel tests do not build");
            }
        }

        string output = Path.GetRelativePath(Repository.File("tests/IpvsPS.Lab"), AppContext.BaseDirectory);
        string assembly = Path.Combine(Repository.File(KernelTests), output, "IpvsPS.KernelTests.dll");
        return GuestCommand.ForAssembly(assembly, ["-noLogo", .. filters.SelectMany(f => new[] { "-method", $"*{f}*" })]);
    }

    private static string Pwsh() =>
        Environment.GetEnvironmentVariable("PWSH") is { Length: > 0 } named ? named
        : HostPackages.FindProgram("pwsh") ?? throw new FormatException("lab: no pwsh found: it is neither on PATH nor named by the PWSH variable");
}
