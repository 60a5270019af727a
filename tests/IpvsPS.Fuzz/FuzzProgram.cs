using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SharpFuzz;

namespace IpvsPS.Fuzz;

/// <summary>
/// The program: it fuzzes the targets one after the other, each in a process of its own that reads with an instrumented copy
/// of the module's core, and prints a table.
/// </summary>
internal static class FuzzProgram
{
    private const string Usage = """
        usage: dotnet run --project tests/IpvsPS.Fuzz -- [--minutes N] [TARGET...]
          fuzzes every target, or those named, for N minutes together (60 unless given);
          findings and the inputs that were found go to out/fuzz
        """;

    private const string OneTarget = "one-target";

    public static int Run(string[] arguments)
    {
        try
        {
            return arguments is [OneTarget, var name, var seconds, var directory]
                ? RunTarget(FuzzTargets.Find(name), TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), directory)
                : RunAll(arguments);
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"{e.Message}\n{Usage}");
            return 2;
        }
    }

    private static int RunTarget(FuzzTarget target, TimeSpan time, string directory)
    {
        FuzzResult result = new CoverageFuzzer(target, directory).Run(time, Random.Shared.Next());
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static int RunAll(string[] arguments)
    {
        bool isTimed = arguments is ["--minutes", _, ..];
        double minutes = isTimed ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 60;
        string[] names = isTimed ? arguments[2..] : arguments;
        FuzzTarget[] targets = names.Length > 0 ? Array.ConvertAll(names, FuzzTargets.Find) : FuzzTargets.All;
        TimeSpan each = TimeSpan.FromMinutes(minutes) / targets.Length;
        string output = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../out/fuzz"));
        string program = Instrument(Path.Combine(output, "bin"));

        Console.WriteLine("| target | reads | executions | a second | inputs kept | steps covered | findings |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|");
        int findings = 0;
        foreach (FuzzTarget target in targets)
        {
            findings += RunInProcess(program, target, each, Path.Combine(output, target.Name));
        }

        return findings == 0 ? 0 : 1;
    }

    /// <summary>A copy of this program whose core tells each step it takes.</summary>
    private static string Instrument(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(directory, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Fuzzer.Instrument(Path.Combine(directory, "IpvsPS.Core.dll"), _ => true, Options.Value);
        return Path.Combine(directory, Path.GetFileName(typeof(FuzzProgram).Assembly.Location));
    }

    /// <summary>The dotnet program of this runtime: what runs this process may be a program of its own.</summary>
    private static string DotnetHost => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet");

    private static int RunInProcess(string program, FuzzTarget target, TimeSpan time, string directory)
    {
        string seconds = ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(
            new ProcessStartInfo(DotnetHost, ["exec", program, OneTarget, target.Name, seconds, directory])
            {
                RedirectStandardOutput = true,
            }
        )!;
        string report = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.WriteLine(
                $"| {target.Name} | {target.Reads} | | | | | the process ended with {process.ExitCode}: the input is {directory}/present |"
            );
            return 1;
        }

        FuzzResult result = JsonSerializer.Deserialize<FuzzResult>(report)!;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {target.Name} | {target.Reads} | {result.Executions:N0} | {result.Executions / result.Time.TotalSeconds:N0} "
                    + $"| {result.Inputs} | {result.Steps} | {result.Findings} |"
            )
        );
        return result.Findings;
    }
}
