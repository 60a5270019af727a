using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsSetting: the sysctls net.ipv4.vs.* of a network namespace, typed and described.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsSetting")]
[OutputType(typeof(Objects.IpvsSetting))]
public sealed class GetIpvsSettingCommand : ScopedCommand
{
    /// <summary>Settings by their sysctl's name, with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(IpvsSettingNameCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Name { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    /// <summary>Writes the settings asked for.</summary>
    private protected override void ProcessInScope()
    {
        using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
        IpvsSettingsClient client = clients.In(Scope, Cancellation);
        WriteVerbose("Reading the IPVS settings.");
        List<string> names = client.ListNames();
        string[] asked = Name is { Length: > 0 } given ? Array.ConvertAll(given, name => name.ToString()) : ["*"];
        bool isPiped = Parameters.IsPiped(nameof(Name)) && Name is { Length: > 0 };
        WildcardPattern[] patterns = Array.ConvertAll(
            asked,
            text => new WildcardPattern(
                isPiped ? WildcardPattern.Escape(text) : text,
                WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant
            )
        );
        ForEach(
            names.Where(name => Array.Exists(patterns, pattern => pattern.IsMatch(name))),
            name => WriteObject(new Objects.IpvsSetting(client.Get(name)))
        );
        ForEach(
            asked.Where(text => !names.Contains(text, StringComparer.OrdinalIgnoreCase)),
            text =>
            {
                if (isPiped || !WildcardPattern.ContainsWildcardCharacters(text))
                {
                    throw IpvsSettingErrors.NotFound(text);
                }
            }
        );
    }
}
