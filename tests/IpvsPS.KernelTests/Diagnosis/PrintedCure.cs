using System.Text.RegularExpressions;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>What is typed for a finding: its own text, with the words in capitals filled in, and no others.</summary>
internal static partial class PrintedCure
{
    /// <summary>The cure as it stands.</summary>
    public static string Typed(Objects.IpvsFinding finding) => finding.Cure;

    /// <summary>The native programs.</summary>
    public static string Native(Objects.IpvsFinding finding)
    {
        Assert.NotEmpty(finding.CureCommand);

        // The lab has iptables by that name for nftables alone, which one of its kernels lacks.
        string command = finding.CureCommand.Replace("iptables -t", "iptables-legacy -t", StringComparison.Ordinal);
        return $"bash -ec @'\n{command}\n'@; if ($LASTEXITCODE) {{ throw 'it failed' }}";
    }

    /// <summary>The first of what it offers.</summary>
    public static string First(Objects.IpvsFinding finding) => Alternatives().Split(finding.Cure)[0];

    /// <summary>The first of what it offers, with a word in capitals filled in.</summary>
    public static Func<Objects.IpvsFinding, string> First(string word, string value) =>
        finding =>
        {
            Assert.Contains(word, finding.Cure, StringComparison.Ordinal);
            return First(finding).Replace(word, value, StringComparison.Ordinal);
        };

    /// <summary>What comes behind a word, where the cure begins with something to find out.</summary>
    public static Func<Objects.IpvsFinding, string> After(string word) => finding => Alternatives().Split(finding.Cure.Split(word)[1])[0];

    /// <summary>Accepts in the chain that the finding names, before every rule that is there.</summary>
    public static Func<Objects.IpvsFinding, string> Accept(string packet) =>
        finding =>
        {
            Match chain = Chain().Match(finding.Cure);
            Assert.True(chain.Success, finding.Cure);
            string program = chain.Groups[4].Value == "nftables" ? "iptables-nft" : "iptables-legacy";
            return $"ip netns exec {finding.NetNamespace} {program} -t {chain.Groups[2]} -I {chain.Groups[3]} {packet} -j ACCEPT";
        };

    /// <summary>Takes the rule that the finding names out of the chain that it names.</summary>
    public static string Delete(Objects.IpvsFinding finding)
    {
        Match chain = Chain().Match(finding.Cure);
        Assert.True(chain.Success, finding.Cure);
        string rule = finding.Is[(finding.Is.IndexOf($"-A {chain.Groups[3]} ", StringComparison.Ordinal) + 3)..];
        return $"ip netns exec {finding.NetNamespace} iptables-legacy -t {chain.Groups[2]} -D {rule}";
    }

    [GeneratedRegex("[,;.] (?:or|and|an?|on|in) ")]
    private static partial Regex Alternatives();

    [GeneratedRegex("the chain (\\S+) (\\S+) ([^ ,]+)(?:.* of (nftables|legacy iptables))?")]
    private static partial Regex Chain();
}
