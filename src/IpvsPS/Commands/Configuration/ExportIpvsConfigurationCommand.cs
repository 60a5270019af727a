using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>The formats that Export-IpvsConfiguration writes.</summary>
public enum IpvsConfigurationFormat
{
    /// <summary>JSON, without loss.</summary>
    Json,

    /// <summary>The format of <c>ipvsadm -Sn</c>: services and real servers only.</summary>
    Ipvsadm,

    /// <summary>virtual_server blocks of keepalived.conf: services, real servers and timeouts, without checks.</summary>
    Keepalived,
}

/// <summary>Export-IpvsConfiguration: writes a configuration, the kernel's or an object, into a file (<c>ipvsadm-save</c>).</summary>
[Cmdlet(VerbsData.Export, "IpvsConfiguration", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(void))]
public sealed class ExportIpvsConfigurationCommand : ConfigurationCommand
{
    /// <summary>The file to write.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The file to write, by a path in which no character is a wildcard.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>The configuration to write, instead of the kernel's.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ConfigurationConversion]
    [ValidateNotNull]
    public IpvsConfiguration? InputObject { get; set; }

    /// <summary>Json, the format of ipvsadm, or virtual_server blocks of keepalived.conf.</summary>
    [Parameter]
    public IpvsConfigurationFormat Format { get; set; }

    /// <summary>The settings too: the sysctls net.ipv4.vs.*.</summary>
    [Parameter]
    public SwitchParameter Setting { get; set; }

    /// <summary>Writes over a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file.</summary>
    protected override void ProcessRecord()
    {
        string asked = ParameterSetName == LiteralPathSet ? LiteralPath : Path;
        Attempt(
            asked,
            IpvsErrors.Describe,
            () =>
            {
                string path = ConfigurationFiles.FindLiteral(this, asked);
                WriteVerbose(InputObject is null ? "Reading the IPVS table." : "Checking the configuration.");
                CurrentState present = InputObject is null ? Kernel : new ConfigurationState(ConfigurationFiles.Check(InputObject));
                ConfigurationTable table = present.Read(
                    Scope,
                    Setting || InputObject?.Settings is not null,
                    Track("Reading the IPVS table")
                );
                if (!ShouldProcess(path, $"Export IPVS configuration of {Quantity.Of(table.Services.Count, "service")} as {Format}"))
                {
                    return;
                }

                foreach (string left in ConfigurationFiles.Write(path, table, Format, Force))
                {
                    WriteWarning($"Not in the file: {left}");
                }

                WarnOfLoss(table);
            }
        );
    }

    private void WarnOfLoss(ConfigurationTable table)
    {
        var defaults = new IpvsTimeout
        {
            Tcp = TimeSpan.FromSeconds(900),
            TcpFin = TimeSpan.FromSeconds(120),
            Udp = TimeSpan.FromSeconds(300),
        };
        (string Name, bool IsLost)[] sections =
        [
            ("timeouts", table.Timeouts is { } timeouts && timeouts.ToString() != defaults.ToString()),
            ("sync daemons", table.SyncDaemons is { Count: > 0 }),
            ("settings", table.Settings is { Count: > 0 }),
        ];
        string lost = string.Join(", ", sections.Where(section => section.IsLost).Select(section => section.Name));
        if (Format == IpvsConfigurationFormat.Ipvsadm && lost.Length > 0)
        {
            WriteWarning($"ipvsadm's format has no room for these, which are not in the file: {lost}. -Format Json keeps them.");
        }
    }
}
