using System.Globalization;
using System.Runtime.InteropServices;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.CompiledAhead;

/// <summary>PowerShell takes IpvsPS.Core as compiled for this processor, and the portable one where there is none for it.</summary>
public sealed class CompiledAheadTests : IDisposable
{
    private const string Core = "IpvsPS.Core.dll";

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("compiled-ahead");

    private static string OfThisProcessor { get; } =
        Path.Combine("runtimes", $"linux-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant(), Core);

    public void Dispose() => _copy.Delete(recursive: true);

    [Fact]
    public void The_code_of_this_processor_is_used_and_less_is_compiled_in_a_first_command()
    {
        // The copy has the code of other processors still.
        int portable = FirstCommand(StagedModule.Copy(_copy.FullName, except: OfThisProcessor), Core);
        int compiledAhead = FirstCommand(StagedModule.Manifest, OfThisProcessor);

        Assert.InRange(compiledAhead, 0, portable * 3 / 4);
    }

    /// <summary>The cmdlets' assembly by itself has nothing that chooses.</summary>
    [Fact]
    public void The_assembly_of_the_cmdlets_is_imported_without_the_manifest() =>
        FirstCommand(Path.ChangeExtension(StagedModule.Manifest, ".dll"), Core);

    /// <summary>Imports a module in a PowerShell of its own.</summary>
    /// <returns>How many methods its first command had compiled as it ran.</returns>
    private static int FirstCommand(string module, string core)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "CompiledAhead", "compiled-ahead.ps1");
        string[] said = LabSession.Native($"pwsh -NoProfile -NonInteractive -File '{script}' '{module}' 2>&1").TrimEnd().Split('\n');

        Assert.True(said.Length == 5, string.Join('\n', said));
        Assert.Equal(Path.Combine(Path.GetDirectoryName(module)!, core), said[0]);
        // Found while any runspace has the module.
        Assert.Equal(["lo", "nothing", "IpvsPS.Kubernetes"], said[2..]);
        return int.Parse(said[1], CultureInfo.InvariantCulture);
    }
}
