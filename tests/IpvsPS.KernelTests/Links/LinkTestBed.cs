using System.Management.Automation;
using System.Text.Json.Nodes;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Links;

/// <summary>
/// Two fresh network namespaces for each test: the module works in one, and <c>ip</c> makes the same in the other.
/// </summary>
public abstract class LinkTestBed : IDisposable
{
    /// <summary>The namespace that scripts know as $module.</summary>
    protected const string Module = "links-module";

    /// <summary>The namespace that scripts know as $reference.</summary>
    protected const string Reference = "links-reference";

    private readonly LabSession _lab;

    protected LinkTestBed(LabSession lab)
    {
        _lab = lab;

        // The module makes the namespaces, since starting processes is what takes long in the lab.
        _lab.SetVariable("module", Module);
        _lab.SetVariable("reference", Reference);
        _lab.Run("$null = New-NetNamespace $module, $reference").ThrowOnError();
    }

    public void Dispose()
    {
        _lab.Run("Remove-NetNamespace $module, $reference -Confirm:$false").ThrowOnError();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a script whose cmdlets work in $module unless they say otherwise.</summary>
    protected EngineResult Run(string script) => _lab.Run(InModule(script));

    /// <summary>What a user sees of a script's output.</summary>
    protected string Render(string script) => _lab.Render(InModule(script));

    /// <summary>Runs <c>ip</c> commands in a namespace, all in one process.</summary>
    protected static void Ip(string netns, params string[] commands) =>
        LabSession.Native($"ip -n {netns} -batch - <<< '{string.Join('\n', commands)}'");

    /// <summary>
    /// A link and its addresses as <c>ip</c> shows them, less what differs between any two links: index, hardware
    /// address, and the link-local address that the kernel makes of that.
    /// </summary>
    protected static string Show(string netns, string link)
    {
        JsonNode shown = JsonNode.Parse(LabSession.Native($"ip -n {netns} -d -j addr show dev {link}"))![0]!;
        shown.AsObject().Remove("ifindex");
        shown.AsObject().Remove("address");
        JsonArray addresses = shown["addr_info"]!.AsArray();
        foreach (JsonNode made in addresses.Where(address => IsMadeByKernel(address!)).ToList()!)
        {
            addresses.Remove(made);
        }

        return shown.ToJsonString();
    }

    /// <summary>The module's link is, to <c>ip</c>, exactly the one that <c>ip</c> made.</summary>
    protected static void AssertSame(string link) => Assert.Equal(Show(Reference, link), Show(Module, link));

    /// <summary>The names of all links of a namespace, less those that every namespace is born with.</summary>
    protected static string LinkNames(string netns) =>
        string.Join(
            ' ',
            JsonNode
                .Parse(LabSession.Native($"ip -n {netns} -j link"))!
                .AsArray()
                .Select(link => (string)link!["ifname"]!)
                .Where(name => name is not "lo" && !name.EndsWith('0'))
        );

    /// <summary>The addresses of a link, as <c>ip</c> lists them.</summary>
    protected static string Addresses(string netns, string link) =>
        string.Join(
            ' ',
            JsonNode.Parse(Show(netns, link))!["addr_info"]!.AsArray().Select(address => $"{address!["local"]}/{address["prefixlen"]}")
        );

    /// <summary>The objects that a script wrote, each as the text of itself or of some of its properties.</summary>
    protected static IEnumerable<string> Rows(EngineResult result, params string[] properties) =>
        result.Output.Select(row =>
            properties.Length == 0 ? row.ToString() : string.Join(' ', properties.Select(property => row.Properties[property].Value))
        );

    /// <summary>A script that gives one error, which is the one described.</summary>
    protected void AssertRefused(string script, string id, ErrorCategory category, params string[] words) =>
        Run(script).TheError().Is(id, category, words);

    // In a scope of its own, so that the tests of other cmdlets keep their defaults.
    private static string InModule(string script) =>
        "& { $PSDefaultParameterValues = @{ '*-NetLink*:NetNamespace' = $module; 'New-*Link:NetNamespace' = $module }\n" + script + "\n}";

    private static bool IsMadeByKernel(JsonNode address) =>
        (string)address["scope"]! == "link" && ((string)address["local"]!).Contains("ff:fe", StringComparison.Ordinal);
}
