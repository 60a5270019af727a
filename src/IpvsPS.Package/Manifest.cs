using System.Collections;
using System.Management.Automation.Language;

namespace IpvsPS.Package;

/// <summary>A module's manifest as data.</summary>
internal sealed class Manifest
{
    private readonly Hashtable _values;

    /// <exception cref="InvalidDataException">The file is no manifest.</exception>
    public Manifest(string path)
    {
        Ast file = Parser.ParseFile(path, out _, out ParseError[] errors);
        _values =
            errors.Length == 0 && file.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table
                ? (Hashtable)table.SafeGetValue()
                : throw new InvalidDataException($"{path} is no manifest: {string.Join(' ', errors.Select(error => error.Message))}");
    }

    private Hashtable Gallery => (Hashtable)((Hashtable)_values["PrivateData"]!)["PSData"]!;

    public string Text(string key) => (string)_values[key]!;

    public IEnumerable<string> Texts(string key) => ((object[])_values[key]!).Cast<string>();

    /// <summary>A value of PrivateData.PSData, which is what the Gallery reads.</summary>
    public string GalleryText(string key) => (string)Gallery[key]!;

    /// <summary>A list of PrivateData.PSData.</summary>
    public IEnumerable<string> GalleryTexts(string key) => ((object[])Gallery[key]!).Cast<string>();
}
