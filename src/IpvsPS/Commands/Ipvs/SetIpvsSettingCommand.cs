using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsSetting: changes a sysctl net.ipv4.vs.* of a network namespace.</summary>
[Cmdlet(VerbsCommon.Set, "IpvsSetting", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsSetting))]
public sealed class SetIpvsSettingCommand : ScopedCommand
{
    /// <summary>The setting's name, as the sysctl's.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsSettingNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The value: a switch, a number, two numbers or text, as the setting is.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsSettingValueCompleter))]
    [AllowEmptyString]
    public object Value { get; set; } = string.Empty;

    /// <summary>Writes the setting as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsSettingErrors.Describe(refusal, target);

    /// <summary>Changes the setting.</summary>
    private protected override void ProcessInScope() => ForEach([Name], Set);

    private void Set(string given)
    {
        using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
        IpvsSettingsClient client = clients.In(Scope, Cancellation);
        string name =
            client.ListNames().Find(known => string.Equals(known, given, StringComparison.OrdinalIgnoreCase))
            ?? throw IpvsSettingErrors.NotFound(given);
        object value = Value is PSObject wrapped ? wrapped.BaseObject : Value;
        (string text, Problem<IpvsProblemCode>? problem) = IpvsSettingText.Write(IpvsSettingCatalog.Find(name), value);
        IpvsErrors.ThrowIf(problem, $"net.ipv4.vs.{name}");
        if (!ShouldProcess($"net.ipv4.vs.{name}", $"Set IPVS setting to '{text}'"))
        {
            return;
        }

        client.Set(name, text);
        Changes.Add();
        if (PassThru)
        {
            WriteObject(new Objects.IpvsSetting(client.Get(name)));
        }
    }
}
