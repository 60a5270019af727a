using System.Diagnostics;
using System.Globalization;
using IpvsPS.Lab.Host;
using IpvsPS.Testing;

namespace IpvsPS.Lab;

/// <summary>What each verb runs in the guest.</summary>
public static class LabCommands
{
    /// <summary>Set by those who have built everything already, as the tests have.</summary>
    public const string BuiltVariable = "IPVSPS_LAB_IS_BUILT";

    /// <summary>For booting and for what comes before and after the work.</summary>
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);

    /// <summary>The command of a parsed command line; throws <see cref="FormatException"/> where this machine lacks something.</summary>
    internal static GuestCommand Create(LabArguments arguments)
    {
        string[] rest = [.. arguments.Rest];
        if (arguments.Verb == LabVerb.Shell && Console.IsInputRedirected)
        {
            throw new FormatException("lab: shell needs a terminal; try run -- or script");
        }

        return (arguments.Verb, arguments.Pwsh) switch
        {
            (LabVerb.Run, _) => new GuestCommand(rest[0], rest[1..]),
            (LabVerb.Script, _) when arguments.WithoutModule => PowerShellFiles.Command(["-NonInteractive", "-File", .. rest]),
            (LabVerb.Script, _) => PowerShellFiles.Command("-NonInteractive", "-Command", ScriptWithModule(rest)),
            (LabVerb.Shell, false) => new GuestCommand("bash") { Terminal = true },
            (LabVerb.Shell, true) => PowerShellFiles.Command("-NoExit", "-Command", StagedModule.ImportScript) with { Terminal = true },
            (LabVerb.Test, _) => OfProject("IpvsPS.KernelTests", ["-noLogo", .. TestFilter(arguments.Kernel, rest)]) with
            {
                Timeout = TimeSpan.FromMinutes(20),
            },
            (LabVerb.Bench, _) => OfProject("IpvsPS.Benchmarks", rest) with
            {
                Timeout = TimeSpan.FromMinutes(20),
                PortablePowerShell = true,
            },
            (LabVerb.Crowd, _) => OfProject("IpvsPS.Endurance", ["crowd", Seconds(arguments)]) with
            {
                Timeout = arguments.WorkTime + Spare,
            },
            (LabVerb.Soak, _) => OfProject("IpvsPS.Endurance", ["soak", Seconds(arguments), arguments.Plant]) with
            {
                Timeout = arguments.WorkTime + Spare,
            },
            (LabVerb.Health, _) => OfProject("IpvsPS.Endurance", ["health", Seconds(arguments)]) with
            {
                Timeout = arguments.WorkTime + Spare,
            },
            (LabVerb.Watch, _) => OfProject("IpvsPS.Endurance", ["watch", Seconds(arguments)]) with
            {
                Timeout = arguments.WorkTime + Spare,
            },
            (LabVerb.Away, _) => OfProject("IpvsPS.Endurance", ["away", Seconds(arguments)]) with { Timeout = arguments.WorkTime + Spare },
            (LabVerb.Picture, _) => OfThisProgram(["picture", Repository.File("docs/session.ps1")]),
            _ => OfThisProgram(["walkthrough", Repository.File("docs/walkthrough.md")]) with { Timeout = TimeSpan.FromMinutes(5) },
        };
    }

    /// <summary>-Command takes one text and no arguments. The exit code is the one that the script asks for.</summary>
    private static string ScriptWithModule(string[] script) =>
        $"{StagedModule.ImportScript}; & {string.Join(' ', script.Select(StagedModule.Quote))}; "
        + $"if (-not $?) {{ exit ($LASTEXITCODE ? $LASTEXITCODE : 1) }}";

    /// <summary>Tests say by the trait Kernel where they run: "stock" there, without it on a user-mode kernel.</summary>
    private static string[] TestFilter(LabKernel kernel, string[] names) =>
        [
            .. (kernel, names.Length) switch
            {
                (not LabKernel.Stock, _) => ["-trait-", "Kernel=stock"],
                (LabKernel.Stock, 0) => ["-trait", "Kernel=stock"],
                _ => Array.Empty<string>(),
            },
            .. names.SelectMany(name => name.Contains('=', StringComparison.Ordinal) ? new[] { "-trait", name } : ["-method", $"*{name}*"]),
        ];

    private static string Seconds(LabArguments arguments) => arguments.WorkTime.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static GuestCommand OfThisProgram(string[] arguments) =>
        GuestCommand.ForAssembly(typeof(LabCommands).Assembly.Location, arguments);

    /// <summary>A project that references this program, so that this program cannot reference it.</summary>
    private static GuestCommand OfProject(string name, string[] arguments)
    {
        string project = Repository.File($"tests/{name}");
        if (Environment.GetEnvironmentVariable(BuiltVariable) is null)
        {
            Build(project);
        }

        // bin/CONFIGURATION/FRAMEWORK, as of the project in whose output this program lies.
        string[] output =
        [
            .. Path.GetRelativePath(Repository.Root, AppContext.BaseDirectory).Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2),
        ];
        return GuestCommand.ForAssembly(Path.Combine([project, .. output, $"{name}.dll"]), arguments);
    }

    private static void Build(string project)
    {
        using Process build = Process.Start(
            GuestEnvironment.DotnetHost,
            ["build", "--no-dependencies", "--verbosity", "quiet", "--nologo", project]
        );
        build.WaitForExit();
        if (build.ExitCode != 0)
        {
            throw new FormatException($"lab: {Path.GetFileName(project)} does not build");
        }
    }
}
