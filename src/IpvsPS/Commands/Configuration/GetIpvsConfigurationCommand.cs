using System.Management.Automation;
using IpvsPS.Configuration;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsConfiguration: the kernel's whole IPVS configuration as one object.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsConfiguration")]
[OutputType(typeof(Objects.IpvsConfiguration))]
public sealed class GetIpvsConfigurationCommand : ConfigurationCommand
{
    /// <summary>The settings too: the sysctls net.ipv4.vs.*.</summary>
    [Parameter]
    public SwitchParameter Setting { get; set; }

    /// <summary>Writes the configuration.</summary>
    private protected override void ProcessInScope()
    {
        WriteVerbose("Reading the IPVS table.");
        CurrentState kernel = Kernel;
        ConfigurationTable table = kernel.Read(Selection, Setting, Track("Reading the IPVS table"));
        WriteWhole(new Objects.IpvsConfiguration(table.ToConfiguration(kernel.NetNamespace)));
    }
}
