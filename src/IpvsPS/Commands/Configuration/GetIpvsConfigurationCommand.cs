using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsConfiguration: the kernel's whole IPVS configuration as one object.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsConfiguration")]
[OutputType(typeof(IpvsConfiguration))]
public sealed class GetIpvsConfigurationCommand : ConfigurationCommand
{
    /// <summary>The settings too: the sysctls net.ipv4.vs.*.</summary>
    [Parameter]
    public SwitchParameter Setting { get; set; }

    /// <summary>Writes the configuration.</summary>
    protected override void ProcessRecord() =>
        Attempt(
            NetNamespace,
            IpvsErrors.Describe,
            () =>
            {
                WriteVerbose("Reading the IPVS table.");
                Configuration.CurrentState kernel = Kernel;
                WriteObject(kernel.Read(Scope, Setting, Track("Reading the IPVS table")).ToConfiguration(kernel.NetNamespace));
            }
        );
}
