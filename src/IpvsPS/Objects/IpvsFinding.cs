using IpvsPS.Diagnosis;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>What one rule of Debug-IpvsService has found: how it is, how it must be, what happens otherwise, and what to do.</summary>
public sealed class IpvsFinding
{
    /// <summary>Where docs/diagnosis.md is.</summary>
    internal const string Document = "https://github.com/IpvsPS/IpvsPS/blob/main/docs/diagnosis.md";

    /// <summary>Makes an empty one, to be filled in.</summary>
    public IpvsFinding() { }

    internal IpvsFinding(DiagnosisFinding finding)
    {
        DiagnosisRule rule = DiagnosisCatalog.Find(finding.Id)!;
        RuleWords words = RuleWords.All[finding.Id];
        var text = new FindingText(finding);
        Id = rule.Id;
        Name = rule.Name;
        Severity = rule.Severity;
        Confidence = finding.Confidence ?? rule.Confidence;
        Subject = text.Subject;
        Is = text.Fill(words.Is);
        Expected = text.Fill(words.Expected);
        Why = text.Fill(words.Why);
        Cure = text.Fill(words.Cure);
        CureCommand = text.Fill(words.CureCommand);
        Target = finding.Field;
        Service = finding.Service?.ToString() ?? string.Empty;
        RealServer = finding.RealServer?.ToString() ?? string.Empty;
        Link = LinkOf(rule);
        NetNamespace = NetNamespaceText.Of(finding.NetNamespace) ?? string.Empty;
    }

    /// <summary>The rule's id, such as <c>D001</c>.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The rule's name, such as <c>IpForwardOff</c>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>How much it matters.</summary>
    public IpvsFindingSeverity Severity { get; set; }

    /// <summary>How sure it is.</summary>
    public IpvsFindingConfidence Confidence { get; set; }

    /// <summary>What it is about: a real server of a service, a service, a sysctl, a link, an address.</summary>
    public string Subject { get; set; } = string.Empty;

    /// <summary>How it is.</summary>
    public string Is { get; set; } = string.Empty;

    /// <summary>How it must be.</summary>
    public string Expected { get; set; } = string.Empty;

    /// <summary>What happens otherwise.</summary>
    public string Why { get; set; } = string.Empty;

    /// <summary>What to type in PowerShell, or to do.</summary>
    public string Cure { get; set; } = string.Empty;

    /// <summary>The same with native programs; empty where there is none.</summary>
    public string CureCommand { get; set; } = string.Empty;

    /// <summary>What the cure changes: a sysctl, a link, a virtual address. Repair-IpvsService takes it with the id.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>The service, such as <c>TCP 10.0.0.1:80</c>; empty where it is about all or none.</summary>
    public string Service { get; set; } = string.Empty;

    /// <summary>The real server, such as <c>172.17.0.3:80</c>; empty where it is about none in particular.</summary>
    public string RealServer { get; set; } = string.Empty;

    /// <summary>The rule's section of docs/diagnosis.md.</summary>
    public string Link { get; set; } = string.Empty;

    /// <summary>The network namespace of the fault and its cure; empty for the home namespace.</summary>
    public string NetNamespace { get; set; } = string.Empty;

    /// <summary>The finding in a line.</summary>
    /// <returns><c>D001 IpForwardOff: net.ipv4.ip_forward is 0</c>.</returns>
    public override string ToString() => $"{Id} {Name}: {Is}";

    /// <summary>The address of a rule's section.</summary>
    internal static string LinkOf(DiagnosisRule rule) => $"{Document}#{rule.Id.ToLowerInvariant()}-{rule.Name.ToLowerInvariant()}";
}
