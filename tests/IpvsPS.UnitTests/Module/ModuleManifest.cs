using System.Collections;
using System.Management.Automation.Language;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The staged manifest as data.</summary>
internal static class ModuleManifest
{
    public static string FilePath { get; } = Path.Combine(RepositoryPaths.Module, "IpvsPS.psd1");

    public static Hashtable Data { get; } = Read();

    public static IEnumerable<string> Strings(string key) => ((object[])Data[key]!).Cast<string>();

    /// <summary>PrivateData.PSData, which the Gallery reads.</summary>
    public static Hashtable Gallery => (Hashtable)((Hashtable)Data["PrivateData"]!)["PSData"]!;

    private static Hashtable Read()
    {
        Ast ast = Parser.ParseFile(FilePath, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return (Hashtable)ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)!.SafeGetValue();
    }
}
