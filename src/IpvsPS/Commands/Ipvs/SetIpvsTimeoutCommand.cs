using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsTimeout: changes the timeouts that are named and keeps the others (<c>ipvsadm --set</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsTimeout", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsTimeout))]
public sealed class SetIpvsTimeoutCommand : IpvsCommand
{
    /// <summary>For established TCP connections: seconds or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTimeSpan?))]
    public IpvsTimeSpan? Tcp { get; set; }

    /// <summary>For TCP connections after a FIN: seconds or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTimeSpan?))]
    public IpvsTimeSpan? TcpFin { get; set; }

    /// <summary>For UDP: seconds or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTimeSpan?))]
    public IpvsTimeSpan? Udp { get; set; }

    /// <summary>Writes the timeouts as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sets the timeouts.</summary>
    protected override void ProcessRecord()
    {
        var timeouts = new IpvsTimeout { Tcp = Tcp?.Value, TcpFin = TcpFin?.Value, Udp = Udp?.Value };
        Attempt(timeouts, IpvsErrors.Describe, () =>
        {
            IpvsErrors.ThrowIf(IpvsControlRules.Check(timeouts), "the IPVS timeouts");
            if (!ShouldProcess("IPVS timeouts", $"Set {timeouts}"))
            {
                return;
            }

            IpvsClient client = Client;
            client.SetTimeouts(timeouts);
            if (PassThru)
            {
                WriteObject(client.GetTimeouts());
            }
        });
    }
}
