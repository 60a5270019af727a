using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsSetting: the sysctls net.ipv4.vs.* of a network namespace, typed and described.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsSetting")]
[OutputType(typeof(IpvsSetting))]
public sealed class GetIpvsSettingCommand : NamespacedCommand
{
    /// <summary>Settings by their sysctl's name, with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsSettingNameCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Writes the settings asked for.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
        IpvsSettingsClient client = clients.In(NetNamespace, Cancellation);
        WriteVerbose("Reading the IPVS settings.");
        List<string> names = client.ListNames();
        WildcardPattern[] patterns = Array.ConvertAll(Name ?? ["*"], text => new WildcardPattern(text, WildcardOptions.IgnoreCase));
        foreach (string name in names.Where(name => Array.Exists(patterns, pattern => pattern.IsMatch(name))))
        {
            Attempt(name, IpvsErrors.Describe, () => WriteObject(client.Get(name)));
        }

        foreach (string text in Name ?? [])
        {
            if (!WildcardPattern.ContainsWildcardCharacters(text) && !names.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                WriteError(IpvsSettingErrors.NotFound(text).ToErrorRecord(text));
            }
        }
    });
}
