using System.Globalization;
using System.Runtime.InteropServices;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.CompiledAhead;

/// <summary>PowerShell takes the assemblies that are compiled for this processor, and the portable ones where there are none.</summary>
public sealed class CompiledAheadTests : IDisposable
{
    /// <summary>The folder of the portable assemblies in that of the module.</summary>
    private const string Portable = "";

    /// <summary>Few, since each of the runtime's generic types that is made for one of the module's own values would bring some.</summary>
    private const int MostOfImport = 10;

    private const string LoadedLater = "kubernetes/IpvsPS.Kubernetes.dll";

    private static readonly string[] LoadedByImport = ["IpvsPS.dll", "IpvsPS.Core.dll"];

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("compiled-ahead");

    private static string OfThisProcessor { get; } =
        Path.Combine("runtimes", $"linux-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant());

    public void Dispose() => _copy.Delete(recursive: true);

    [Fact]
    public void The_code_of_this_processor_is_used_and_less_is_compiled_in_a_first_command()
    {
        // The copy has the code of other processors still.
        string copy = StagedModule.Copy(
            _copy.FullName,
            [.. LoadedByImport.Append(LoadedLater).Select(name => Path.Combine(OfThisProcessor, name))]
        );
        int portable = FirstCommands(copy, Portable, Portable).Command;
        (int command, int import) = FirstCommands(StagedModule.Manifest, OfThisProcessor, OfThisProcessor);

        Assert.InRange(command, 0, portable * 3 / 4);
        Assert.InRange(import, 0, MostOfImport);
    }

    /// <summary>The cmdlets' assembly by itself has nothing that chooses until it is there.</summary>
    [Fact]
    public void The_assembly_of_the_cmdlets_is_imported_without_the_manifest() =>
        FirstCommands(Path.ChangeExtension(StagedModule.Manifest, ".dll"), Portable, OfThisProcessor);

    /// <summary>Imports a module in a PowerShell of its own.</summary>
    /// <param name="module">What is imported.</param>
    /// <param name="folder">The folder in the module's from which the cmdlets and IpvsPS.Core come.</param>
    /// <param name="laterFolder">The same of what is loaded later.</param>
    /// <returns>How many methods its first command had compiled as it ran, and then a first import of a configuration.</returns>
    private static (int Command, int Import) FirstCommands(string module, string folder, string laterFolder)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "CompiledAhead", "compiled-ahead.ps1");
        string[] said = LabSession.Native($"pwsh -NoProfile -NonInteractive -File '{script}' '{module}' 2>&1").TrimEnd().Split('\n');
        string moduleFolder = Path.GetDirectoryName(module)!;

        Assert.True(said.Length == 7, string.Join('\n', said));
        Assert.Equal(LoadedByImport.Select(name => Path.Combine(moduleFolder, folder, name)), said[..2]);
        // Found while any runspace has the module.
        Assert.Equal(["lo", "nothing", Path.Combine(moduleFolder, laterFolder, LoadedLater)], said[4..]);
        return (int.Parse(said[2], CultureInfo.InvariantCulture), int.Parse(said[3], CultureInfo.InvariantCulture));
    }
}
