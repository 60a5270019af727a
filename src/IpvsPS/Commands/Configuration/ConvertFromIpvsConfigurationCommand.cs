using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;

namespace IpvsPS.Commands;

/// <summary>ConvertFrom-IpvsConfiguration: makes text of a configuration, JSON or the format of ipvsadm or keepalived.</summary>
[Cmdlet(VerbsData.ConvertFrom, "IpvsConfiguration")]
[OutputType(typeof(string))]
public sealed class ConvertFromIpvsConfigurationCommand : CancellableCommand
{
    /// <summary>The configuration, also as an object that has lost its type.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConfigurationConversion]
    public Objects.IpvsConfiguration InputObject { get; set; } = null!;

    /// <summary>Json, or the format of ipvsadm or keepalived, which have services and real servers only.</summary>
    [Parameter]
    public IpvsConfigurationFormat Format { get; set; }

    /// <summary>Writes the text.</summary>
    private protected override void Process() =>
        TryInput(
            InputObject,
            () =>
            {
                using ConfigurationTable table = ConfigurationFiles.Check(InputObject);
                if (Format != IpvsConfigurationFormat.Keepalived)
                {
                    WriteObject(ConfigurationFile.Format(table, Format == IpvsConfigurationFormat.Json));
                    return;
                }

                using var text = new StringWriter();
                foreach (string left in KeepalivedWriter.Write(table, text))
                {
                    WriteWarning($"Not in the text: {left}");
                }

                WriteObject(text.ToString());
            }
        );
}
