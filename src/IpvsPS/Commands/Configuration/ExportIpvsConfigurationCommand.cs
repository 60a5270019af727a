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
    private bool _isWritten;

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
    public Objects.IpvsConfiguration? InputObject { get; set; }

    /// <summary>Json, the format of ipvsadm, or virtual_server blocks of keepalived.conf.</summary>
    [Parameter]
    public IpvsConfigurationFormat Format { get; set; }

    /// <summary>The settings too: the sysctls net.ipv4.vs.*.</summary>
    [Parameter]
    public SwitchParameter Setting { get; set; }

    /// <summary>Writes over a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private string Asked => ParameterSetName == LiteralPathSet ? LiteralPath : Path;

    /// <summary>Writes the file.</summary>
    private protected override void ProcessInScope() => TryInput(Asked, Export);

    private void Export()
    {
        string path = ConfigurationFiles.FindLiteral(this, Asked);
        ThrowIfTaken(path);
        WriteVerbose(InputObject is null ? "Reading the IPVS table." : "Checking the configuration.");
        using ConfigurationTable? given = InputObject is null ? null : ConfigurationFiles.Check(InputObject);
        CurrentState present = given is null ? Kernel : new ConfigurationState(given);
        bool withSettings = Setting || InputObject?.Settings is not null;
        ConfigurationTable table = present.Read(Selection, withSettings, Track("Reading the IPVS table"));
        _ = given is null ? [] : table.KeepHealth(given);
        string action = $"Export IPVS configuration of {Quantity.Of(table.Services.Count, "service")} as {Format}";
        _isWritten = true;
        if (!ShouldProcess(path, action))
        {
            return;
        }

        foreach (string left in ConfigurationFiles.Write(path, table, Format, Force))
        {
            WriteWarning($"Not in the file: {left}");
        }

        WarnOfLoss(table);
    }

    /// <summary>A second configuration would replace the first in the same file.</summary>
    /// <exception cref="CommandException">There is a file, or this command has written it already.</exception>
    private void ThrowIfTaken(string path)
    {
        if (_isWritten)
        {
            throw new CommandException(
                ErrorIds.IpvsConfigurationSeveral,
                ErrorCategory.InvalidArgument,
                $"One file holds one configuration, and '{path}' has one from this command already: export each to a file of its own."
            );
        }

        if (!Force && File.Exists(path))
        {
            throw ConfigurationFiles.Exists(path);
        }
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
