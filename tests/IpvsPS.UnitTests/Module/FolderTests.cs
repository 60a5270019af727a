using System.Text.RegularExpressions;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>Which folders of IpvsPS.Core and of the module use types of which others: docs/architecture.md has the tables, and
/// no two use each other.</summary>
public sealed partial class FolderTests
{
    private static readonly FolderMap Core = new("IpvsPS.Core");
    private static readonly FolderMap Module = new("IpvsPS", Core);

    [Fact]
    public void The_table_in_the_documents_is_what_the_folders_use() => Check("folders", Core);

    [Fact]
    public void The_table_in_the_documents_is_what_the_folders_of_the_module_use() => Check("module-folders", Module);

    [Fact]
    public void No_folder_is_reached_from_itself()
    {
        Assert.InRange(Core.Uses.Count, 10, 30);
        Assert.InRange(Module.Uses.Count, 8, 30);
        Differences.AssertNone(Core.Cycles().Concat(Module.Cycles()));
    }

    /// <summary>What stands in Core is for every caller: it does not know what a command is called.</summary>
    [Fact]
    public void No_text_of_Core_names_a_command() =>
        Differences.AssertNone(
            Core.Files.SelectMany(file => FolderMap.TextsIn(file.Text).Select(text => (file.Folder, Value: text)))
                .Where(text => CommandName().IsMatch(text.Value))
                .Select(text => $"{text.Folder}: {text.Value}")
        );

    private static void Check(string section, FolderMap map) =>
        GeneratedSection.Check(Path.Combine(RepositoryPaths.Documents, "architecture.md"), section, map.ToTable());

    [GeneratedRegex(@"\b[A-Z]\w+-(?:Ipvs|Net|Dummy|Veth|Bridge|Tunnel)")]
    private static partial Regex CommandName();
}
