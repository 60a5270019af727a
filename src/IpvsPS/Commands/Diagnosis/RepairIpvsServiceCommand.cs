using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Diagnosis;
using IpvsPS.DirectRouting;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.Session;

namespace IpvsPS.Commands;

/// <summary>
/// Repair-IpvsService: carries out the cures of findings that cut nothing off and can be undone, and says how to undo each.
/// </summary>
[Cmdlet(VerbsDiagnostic.Repair, "IpvsService", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsRepair))]
public sealed class RepairIpvsServiceCommand : ScopedCommand
{
    private DirectRoutingStep? _step;
    private string? _sysctl;

    /// <summary>The findings' rules.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(IpvsRuleCompleter))]
    public NameArgument[]? Id { get; set; }

    /// <summary>What the cure changes, as the finding's Target says; not needed where the rule has only one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument?))]
    public NameArgument? Target { get; set; }

    /// <summary>The real server, where a tunnel is to end at its address and its namespace has several.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointArgument?))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    public EndpointArgument? RealServer { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        _step is not null ? DirectRoutingErrors.DescriberOf(_step)(refusal, target)
        : _sysctl is not null ? DiagnosisErrors.DescribeSysctl(refusal, _sysctl, target)
        : LinkErrors.DescribeChange(refusal, target);

    private protected override void ProcessInScope()
    {
        if (Id is null)
        {
            throw DiagnosisErrors.RuleMissing();
        }

        ForEach(Id, id => Repair(Resolve($"{id}")));
    }

    private static DiagnosisRule Resolve(string id)
    {
        DiagnosisRule rule = DiagnosisCatalog.Find(id) ?? throw DiagnosisErrors.RuleNotFound(id);
        return rule.Cure is not null ? rule : throw DiagnosisErrors.NotRepairable(rule);
    }

    private void Repair(DiagnosisRule rule)
    {
        DiagnosisCure cure = rule.Cure!;
        _sysctl = null;
        string target = Target is { } given ? $"{given}" : cure.OnlySysctl ?? string.Empty;
        switch (cure.Kind)
        {
            case CureKind.Sysctl:
                WriteSysctl(rule, target, cure.PathOf(target) ?? throw DiagnosisErrors.TargetInvalid(rule, target), cure.Value!);
                break;
            case CureKind.LinkUp:
                SetUp(rule, target.Length > 0 ? target : throw DiagnosisErrors.TargetInvalid(rule, target));
                break;
            default:
                EnableDirectRouting(rule, target);
                break;
        }
    }

    private void WriteSysctl(DiagnosisRule rule, string target, string path, string value)
    {
        _sysctl = path;
        NamespaceStack.With(
            Scope,
            netns =>
            {
                using var repair = SysctlRepair.Open(netns, path, value, Cancellation);
                bool isDone = repair.IsNeeded ? Do(rule, target, $"Set to {value}", repair.Apply) : Skip(rule, target);
                Write(isDone, rule, target, repair.Former, value, FindingText.SetSysctl(Here, path, repair.Former));
                return isDone;
            }
        );
    }

    private void SetUp(DiagnosisRule rule, string name) =>
        NamespaceStack.With(
            Scope,
            netns =>
            {
                using LinkClient client = LinkClient.Open(netns, Cancellation);
                NetLink link = client.GetLink(name);
                bool isDone =
                    link.State == NetLinkState.Down
                        ? Do(rule, name, "Set link up", () => client.ChangeLink(link, new LinkChange { State = NetLinkState.Up }))
                        : Skip(rule, name);
                Write(isDone, rule, name, "Down", "Up", $"Set-NetLink {name} -Down{Place}");
                return isDone;
            }
        );

    private void EnableDirectRouting(DiagnosisRule rule, string target)
    {
        DirectRoutingRequest request = ReadRequest(target) ?? throw DiagnosisErrors.TargetInvalid(rule, target);
        NamespaceStack.With(
            Scope,
            netns =>
            {
                using DirectRoutingClient client = DirectRoutingClient.Open(netns, Cancellation);
                IPAddress address = request.VirtualAddresses[0];
                if (client.ListServices([address]).Count > 0)
                {
                    throw DiagnosisErrors.AddressServed($"{address}");
                }

                List<DirectRoutingStep> steps = client.PlanEnable(request);
                string actions = string.Join("; ", steps.Select(step => $"{step.LinkName}: {step.Action}"));
                bool isDone = steps.Count > 0 ? Do(rule, target, actions, () => steps.ForEach(Apply)) : Skip(rule, target);
                Write(isDone, rule, target, "not set up", "set up", $"Disable-IpvsDirectRouting {address}{Place}");
                return isDone;
            }
        );
    }

    private void Apply(DirectRoutingStep step)
    {
        _step = step;
        step.Apply();
        _step = null;
    }

    /// <summary>Reads <c>10.0.0.1 DirectRoute</c> or <c>10.0.0.1 Tunnel Ipip</c>; null where it is neither.</summary>
    private DirectRoutingRequest? ReadRequest(string target)
    {
        string[] parts = target.Split(' ');
        IpvsTunnelType type = IpvsTunnelType.Ipip;
        bool isTunnel = parts.Length == 3 && parts[1] == nameof(IpvsForwardingMethod.Tunnel) && Enum.TryParse(parts[2], out type);
        bool isKnown = isTunnel || (parts.Length == 2 && parts[1] == nameof(IpvsForwardingMethod.DirectRoute));
        return
            isKnown
            && type != IpvsTunnelType.Gue
            && InetAddress.TryParse(parts[0], out InetAddress address)
            && DirectRoutingClient.IsVirtualAddress(address.ToIPAddress())
            ? new DirectRoutingRequest
            {
                VirtualAddresses = [address.ToIPAddress()],
                Method = isTunnel ? IpvsForwardingMethod.Tunnel : IpvsForwardingMethod.DirectRoute,
                TunnelType = type,
                Address = isTunnel ? RealServer?.Endpoint.Address : null,
            }
            : null;
    }

    private bool Do(DiagnosisRule rule, string target, string action, Action apply)
    {
        if (!ShouldProcess($"{target}{(Here.Length == 0 ? string.Empty : $" in namespace {Here}")}", $"{action} ({rule.Id} {rule.Name})"))
        {
            return false;
        }

        apply();
        Changes.Add();
        return true;
    }

    private bool Skip(DiagnosisRule rule, string target)
    {
        WriteVerbose($"{rule.Id} {rule.Name}: {target} is as it must be by now.");
        return false;
    }

    private string Here => NetNamespaceText.Of(Scope ?? NamespaceStack.Current.Top.Namespace) ?? string.Empty;

    private string Place => Here.Length == 0 ? string.Empty : $" -NetNamespace {Here}";

    private void Write(bool isDone, DiagnosisRule rule, string target, string former, string now, string undo)
    {
        if (isDone)
        {
            WriteObject(
                new Objects.IpvsRepair
                {
                    Id = rule.Id,
                    Target = target,
                    Former = former,
                    Now = now,
                    Undo = undo,
                    NetNamespace = Here,
                }
            );
        }
    }
}
