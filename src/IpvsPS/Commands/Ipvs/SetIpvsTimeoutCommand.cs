using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Set-IpvsTimeout: changes the timeouts that are named and keeps the others (<c>ipvsadm --set</c>).</summary>
[Cmdlet(VerbsCommon.Set, "IpvsTimeout", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsTimeout))]
public sealed class SetIpvsTimeoutCommand : IpvsTableCommand
{
    /// <summary>For established TCP connections: seconds, a number with its unit such as 15m, or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Tcp { get; set; }

    /// <summary>For TCP connections after a FIN: seconds, a number with its unit, or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? TcpFin { get; set; }

    /// <summary>For UDP: seconds, a number with its unit, or a TimeSpan.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Udp { get; set; }

    /// <summary>Writes the timeouts as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Sets the timeouts.</summary>
    private protected override void ProcessInScope() =>
        ForEach(
            [
                new IpvsTimeout
                {
                    Tcp = Tcp?.Value,
                    TcpFin = TcpFin?.Value,
                    Udp = Udp?.Value,
                },
            ],
            Set
        );

    private void Set(IpvsTimeout timeouts)
    {
        IpvsErrors.ThrowIf(IpvsControlRules.Check(timeouts), "the IPVS timeouts");
        if (!ShouldProcess("IPVS timeouts", $"Set {timeouts}"))
        {
            return;
        }

        IpvsClient client = Client;
        client.SetTimeouts(timeouts);
        Changes.Add();
        if (PassThru)
        {
            WriteObject(new Objects.IpvsTimeout(client.GetTimeouts()));
        }
    }
}
