using System.Text;
using System.Text.RegularExpressions;
using IpvsPS.Diagnosis;
using IpvsPS.Objects;
using IpvsPS.Words;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Every rule has words and a section of docs/diagnosis.md, and the table there is what the rules are.</summary>
public sealed partial class DiagnosisDocumentTests
{
    private static readonly string Document = Path.Combine(RepositoryPaths.Documents, "diagnosis.md");

    [Fact]
    public void The_table_in_the_documents_is_what_the_rules_are()
    {
        var table = new StringBuilder("| rule | severity | sure | Repair-IpvsService |\n|---|---|---|---|\n");
        foreach (DiagnosisRule rule in DiagnosisCatalog.All)
        {
            string cure = rule.Cure switch
            {
                null => "",
                { Kind: CureKind.Sysctl } sysctl => $"writes {sysctl.Value}",
                { Kind: CureKind.LinkUp } => "sets the link up",
                _ => "sets up direct routing",
            };
            table.Append($"| [{rule.Id} {rule.Name}](#{Anchor(rule)}) | {rule.Severity} | {rule.Confidence} | {cure} |\n");
        }

        GeneratedSection.Check(Document, "rules", table.ToString());
    }

    [Fact]
    public void Every_rule_has_a_section_and_the_finding_leads_to_it()
    {
        HashSet<string> anchors =
        [
            .. Headings()
                .Matches(File.ReadAllText(Document))
                .Select(heading => heading.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')),
        ];

        Differences.AssertNone(
            DiagnosisCatalog
                .All.Where(rule => !anchors.Contains(IpvsFinding.LinkOf(rule).Split('#')[1]))
                .Select(rule => $"docs/diagnosis.md has no section '### {rule.Id} {rule.Name}'.")
        );
    }

    [Fact]
    public void Every_rule_has_words_and_no_words_are_of_none() =>
        Assert.Equal(DiagnosisCatalog.All.Select(rule => rule.Id).Order(), RuleWords.All.Keys.Order());

    /// <summary>The list of docs/diagnosis.md holds exactly the rules that no test of the lab makes the fault of.</summary>
    [Fact]
    public void Every_rule_is_tried_in_the_lab_or_is_in_the_list_of_those_that_cannot_be()
    {
        string tests = Path.Combine(RepositoryPaths.Root, "tests", "IpvsPS.KernelTests", "Diagnosis");
        string[] files =
        [
            .. Directory.GetFiles(tests, "*.cs").Where(file => !Path.GetFileName(file).StartsWith("BrokenSetup", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(files);
        IEnumerable<string> tried = files
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Strings().Matches(line))
            .Where(text => !text.Value.Contains("-ExcludeId", StringComparison.Ordinal))
            .SelectMany(text => Ids().Matches(text.Value))
            .Select(id => id.Value);
        string list = File.ReadAllText(Document).Split("## Rules that are tried on recorded facts only")[1].Split("\n## ")[0];
        IEnumerable<string> recorded = list.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Ids().Matches(line.Split('|')[1]))
            .Select(id => id.Value);

        Assert.Equal(DiagnosisCatalog.All.Select(rule => rule.Id).Except(tried).Order(), recorded.Order());
    }

    [Fact]
    public void Ids_and_names_are_used_once()
    {
        Assert.Equal(DiagnosisCatalog.All.Count, DiagnosisCatalog.All.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(DiagnosisCatalog.All.Count, DiagnosisCatalog.All.Select(rule => rule.Name).Distinct().Count());
    }

    /// <summary>What a file says is written by nobody: a cure writes only the sysctls of its rule.</summary>
    [Theory]
    [InlineData("D001", "net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("D001", "net.ipv4.vs.conntrack", null)]
    [InlineData("D023", "net.ipv4.conf.eth0.100.send_redirects", "net/ipv4/conf/eth0.100/send_redirects")]
    [InlineData("D023", "net.ipv4.conf.../../../kernel.send_redirects", null)]
    [InlineData("D023", "net.ipv4.conf..send_redirects", null)]
    [InlineData("D023", "net.ipv4.conf....send_redirects", null)]
    public void A_cure_writes_only_the_sysctls_of_its_rule(string id, string name, string? path) =>
        Assert.Equal(path, DiagnosisCatalog.Find(id)!.Cure!.PathOf(name));

    private static string Anchor(DiagnosisRule rule) => $"{rule.Id} {rule.Name}".ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\b[DSRNY]\d{3}\b")]
    private static partial Regex Ids();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
