using System.Globalization;
using System.Net;
using IpvsPS.Diagnosis;
using IpvsPS.Ipvs;
using IpvsPS.Session;

namespace IpvsPS.Words;

/// <summary>Puts what a finding holds into the words of its rule.</summary>
internal sealed class FindingText
{
    private readonly DiagnosisFinding _finding;
    private readonly string _namespace;
    private readonly Dictionary<string, string> _names;

    public FindingText(DiagnosisFinding finding)
    {
        _finding = finding;
        _namespace = NetNamespaceText.Of(finding.NetNamespace) ?? string.Empty;
        string[] parts = finding.Field.Split(' ');
        string path = PathOf(finding);
        _names = new()
        {
            ["target"] = finding.Field,
            ["vip"] = parts[0],
            ["request"] = Request(parts),
            ["setting"] = finding.Field[(finding.Field.LastIndexOf('.') + 1)..],
            ["path"] = path,
            ["sysctl"] = SysctlOf(path),
            ["service"] = finding.Service?.ToString() ?? string.Empty,
            ["svc"] = Service(finding.Service),
            ["of"] = finding.Service is { IsFirewallMark: false }
                ? $"-VirtualAddress {Service(finding.Service)}"
                : Service(finding.Service),
            ["endpoint"] = finding.Service is { IsFirewallMark: false } named ? $"{Endpoint(named)}" : string.Empty,
            ["iptables"] = finding.Service is { Family: AddressFamily.IPv6 } ? "ip6tables" : "iptables",
            ["server"] = finding.RealServer?.ToString() ?? string.Empty,
            ["address"] = finding.RealServer?.Address?.ToString() ?? string.Empty,
            ["-ns"] = _namespace.Length == 0 ? string.Empty : $" -NetNamespace {_namespace}",
            ["in"] = _namespace.Length == 0 ? string.Empty : $"ip netns exec {_namespace} ",
            ["{"] = "{",
        };
    }

    /// <summary>What a finding is about: the real server, the service, or what the cure changes.</summary>
    public string Subject =>
        _finding switch
        {
            { RealServer: { } server, Service: { } service } => $"{server} of {service}",
            { Service: { } service } => service.ToString(),
            _ => _finding.Field,
        };

    /// <summary>A text of the rule with its braces filled in.</summary>
    public string Fill(string template)
    {
        var text = new System.Text.StringBuilder();
        int place = 0;
        while (template.IndexOf('{', place) is >= 0 and var open)
        {
            text.Append(template, place, open - place);
            if (template[open + 1] == '{')
            {
                text.Append('{');
                place = open + 2;
                continue;
            }

            int close = template.IndexOf('}', open);
            text.Append(ValueOf(template[(open + 1)..close]));
            place = close + 1;
        }

        return text.Append(template, place, template.Length - place).Replace("}}", "}").ToString();
    }

    /// <summary>
    /// What gives a sysctl a value: PowerShell has no command for those that are not of IPVS. Set-Content writes nothing into
    /// /proc/sys; Out-File does.
    /// </summary>
    /// <param name="netns">The network namespace, as -NetNamespace takes it; empty for the home namespace.</param>
    /// <param name="path">The sysctl's path below /proc/sys.</param>
    /// <param name="value">The value.</param>
    public static string SetSysctl(string netns, string path, string value)
    {
        string write = $"{value} | Out-File /proc/sys/{path}";
        return netns.Length == 0 ? write : $"Invoke-NetNamespace {netns} {{ {write} }}";
    }

    private string ValueOf(string name) =>
        name.StartsWith("set ", StringComparison.Ordinal) ? SetSysctl(_namespace, _names["path"], name[4..])
        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? ToText(index)
        : _names[name];

    /// <summary>The path below /proc/sys of the sysctl that a cure writes: in the name of a link a dot is no separator.</summary>
    private static string PathOf(DiagnosisFinding finding) =>
        DiagnosisCatalog.Find(finding.Id)!.Cure?.PathOf(finding.Field) ?? finding.Field.Replace('.', '/');

    /// <summary>The name of a sysctl as sysctl(8) takes it, which has a slash for a dot in the name of a link.</summary>
    private static string SysctlOf(string path) => path.Replace('.', '\0').Replace('/', '.').Replace('\0', '/');

    private string ToText(int index) =>
        (_finding.Id, index, _finding.Values[index]) switch
        {
            ("D005", 1, true) => "another host has it",
            ("D005", 1, _) => "the network is still being asked",
            ("D019" or "D020" or "D031" or "R220" or "Y408" or "Y409", 0, null) => "its policy",
            ("D020" or "D031" or "Y409", 4, true) or ("R220", 3, true) => "legacy iptables",
            ("D020" or "D031" or "Y409", 4, _) or ("R220", 3, _) => "nftables",
            ("D020" or "R220", 1, FilterHook hook) => hook.ToString().ToLowerInvariant(),
            ("D030", 0, null) => "no rule of the packet filter sets it, and no link has filters of traffic control",
            ("D030", 0, var rule) => $"{rule} is for {_finding.Values[1]}, which is not there",
            ("N306", 0, null) => "a link",
            ("N306", 1, null) => "this host's",
            ("N301", 2, null) => "a host that it has not spoken to",
            ("S108", 2, true) => "clients",
            ("S108", 2, _) => "connections",
            ("R204", 0, null) => "no router",
            ("R204", 1, null) => "ADDRESS",
            (_, _, IPAddress address) => address.ToString(),
            (_, _, var value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
        };

    /// <summary>The service as the first argument of a cmdlet.</summary>
    private static string Service(IpvsServiceId? service) =>
        service switch
        {
            null => string.Empty,
            { IsFirewallMark: true } id => $"-FirewallMark {id.FirewallMark}",
            { } id => $"{Endpoint(id)}{ProtocolOf(id)}",
        };

    private static InetEndpoint Endpoint(IpvsServiceId id) => new(id.Address.ToIPAddress(), id.Port);

    private static string ProtocolOf(IpvsServiceId id) =>
        id.Protocol == (ushort)IpvsProtocol.Tcp ? string.Empty : $" -Protocol {(IpvsProtocol)id.Protocol}";

    /// <summary>A virtual address with its method, as Enable-IpvsDirectRouting takes it.</summary>
    private static string Request(string[] parts) =>
        parts switch
        {
            [var address, nameof(IpvsForwardingMethod.Tunnel), var type] => $"{address} -ForwardingMethod Tunnel -TunnelType {type}",
            [var address, ..] => address,
            _ => string.Empty,
        };
}
