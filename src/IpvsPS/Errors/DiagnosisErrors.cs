using System.Management.Automation;
using IpvsPS.Diagnosis;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors of Debug- and Repair-IpvsService.</summary>
internal static class DiagnosisErrors
{
    private const string Documents = "docs/diagnosis.md lists the rules, and Tab after -Id completes them.";

    /// <summary>The rules about what the packet filter drops or changes, clients' addresses among it.</summary>
    private const string OfFilters = "D018 to D020, D025, D029 to D031, N306, R204 to R207, R220, Y408 and Y409";

    /// <summary>The rules that could not be looked at without a fact.</summary>
    private static readonly Dictionary<FactKind, string> Rules = new()
    {
        [FactKind.Connections] = "D012, D015, N306, R205 to R207, S107, S108, S112, S113, S115 and Y407",
        [FactKind.Sysctls] = "about sysctls",
        [FactKind.NfTables] = $"{OfFilters}, as far as nftables goes,",
        [FactKind.LegacyTables] = $"{OfFilters}, as far as legacy iptables goes,",
        [FactKind.RawSockets] = "D003 and N305, as far as programs that speak VRRP or ARP go,",
        [FactKind.TrafficControl] = "D030",
        [FactKind.Listeners] = "D021, D022, R208, R214 and R223",
        [FactKind.RealServerNamespace] = "R204, R208 to R212, R215, R217 and R219 to R223",
        [FactKind.KernelLog] = "D027",
        [FactKind.Offloads] = "D024 and D025",
        [FactKind.Answers] = "N301 and S114",
        [FactKind.DataPath] = "R218",
        [FactKind.IpvsDetails] =
            "D008, D011, D015, D030, D031, N305, R213, R222, S103, S105, S107, S111, S113, S114 and Y401 to Y409, for IPv6 S110, and for "
            + "tunnels D020, R209 to R212, R217 and R220",
    };

    public static CommandException RuleNotFound(string id) =>
        new("IpvsRuleNotFound", ErrorCategory.ObjectNotFound, $"There is no rule '{id}'. {Documents}");

    public static CommandException RuleMissing() =>
        new(
            "IpvsRuleMissing",
            ErrorCategory.InvalidArgument,
            "No finding is named. Pipe findings of Debug-IpvsService here, or give -Id and -Target."
        );

    public static CommandException NotRepairable(DiagnosisRule rule) =>
        new(
            "IpvsFindingNotRepairable",
            ErrorCategory.NotImplemented,
            $"{rule.Id} {rule.Name} has no cure that is safe to carry out unasked: do what the finding's Cure says."
        );

    public static CommandException TargetInvalid(DiagnosisRule rule, string target) =>
        new(
            "IpvsRepairTargetInvalid",
            ErrorCategory.InvalidArgument,
            target.Length == 0
                ? $"What {rule.Id} {rule.Name} is to change is not named. Pipe the finding, or give its Target with -Target."
                : $"-Target {target} is nothing that the cure of {rule.Id} {rule.Name} changes. Pipe the finding as "
                    + "Debug-IpvsService wrote it."
        );

    public static CommandException AddressServed(string address) =>
        new(
            "IpvsVirtualAddressServed",
            ErrorCategory.ResourceExists,
            $"IPVS serves {address} in this namespace: it is the director's, and setting up a real server here would end its ARP answers. "
                + "Give the real server's namespace with -NetNamespace."
        );

    public static CommandException ClientFamilyMismatch(string client) =>
        new(
            "IpvsClientFamilyMismatch",
            ErrorCategory.InvalidArgument,
            $"-Client {client} is of another address family than every service that is looked at, so the rules about clients "
                + "were looked at for any client. Give a client of the services' family."
        );

    public static CommandException RealServerNamespaceInvalid(string reason) =>
        new("IpvsRealServerNamespaceInvalid", ErrorCategory.InvalidArgument, $"-RealServerNamespace: {reason}");

    public static CommandException PeerInvalid(string reason) => new("IpvsPeerInvalid", ErrorCategory.InvalidArgument, $"-Peer: {reason}");

    /// <summary>A cure's sysctl that was refused.</summary>
    /// <param name="refusal">What the kernel said.</param>
    /// <param name="path">The sysctl's path below /proc/sys; those of IPVS have rules of their own about who may write them.</param>
    /// <param name="target">What the error is about.</param>
    public static ErrorRecord? DescribeSysctl(NetlinkException refusal, string path, object? target) =>
        refusal.Error switch
        {
            _ when path.StartsWith("net/ipv4/vs/", StringComparison.Ordinal) => IpvsSettingErrors.Describe(refusal, target),
            Errno.EPERM or Errno.EACCES when KernelErrors.LacksCapability(refusal) => KernelErrors.Make(
                refusal,
                "PermissionDenied",
                ErrorCategory.PermissionDenied,
                $"it needs the capability CAP_NET_ADMIN in the network namespace: {UserNamespace.RunAsRoot}",
                target
            ),
            Errno.ENOENT => KernelErrors.Make(
                refusal,
                "SysctlNotFound",
                ErrorCategory.ObjectNotFound,
                "there is no such sysctl: its link is gone, or the kernel module that brings it is not loaded.",
                target
            ),
            _ => DirectRoutingErrors.DescribeSysctl(refusal, target),
        };

    /// <summary>All that is said to a user who may not ask IPVS, at once.</summary>
    /// <param name="facts">What could not be read.</param>
    public static string Unprivileged(IEnumerable<UnreadFact> facts) =>
        "Asking the kernel's IPVS needs the capability CAP_NET_ADMIN in the initial user namespace, so services and real servers are "
        + $"what /proc/net/ip_vs tells everybody. {string.Join(' ', facts.Select(Unread))} To look at all, {UserNamespace.RunAsRoot}";

    /// <summary>What is said of a fact that could not be read.</summary>
    public static string Unread(UnreadFact fact)
    {
        string reason = fact.Reason switch
        {
            FirewallException { Error: FirewallError.ProgramMissing } missing => $"the program {missing.Answer} is not installed",
            FirewallException { Answer.Length: > 0 } refusal => refusal.Answer,
            var other => other.Message,
        };
        string where = fact.RealServer is { } server ? $" for {server}" : string.Empty;
        string why = fact.Kind == FactKind.IpvsDetails ? string.Empty : $": {reason.TrimEnd('.')}";
        bool isOne = !Rules[fact.Kind].Contains(' ');
        string rules = isOne ? $"The rule {Rules[fact.Kind]} was" : $"The rules {Rules[fact.Kind]} were";
        return $"Not read: {WordOf(fact.Kind)}{where}{why}. {rules} not looked at{where}; the others were.";
    }

    private static string WordOf(FactKind kind) =>
        kind switch
        {
            FactKind.Connections => "the connection table",
            FactKind.Sysctls => "the sysctls",
            FactKind.NfTables => "the packet filter of nftables",
            FactKind.LegacyTables => "the packet filter of legacy iptables",
            FactKind.Listeners => "the listening sockets",
            FactKind.RawSockets => "the sockets of VRRP and ARP",
            FactKind.TrafficControl => "the filters of traffic control",
            FactKind.KernelLog => "the kernel's log",
            FactKind.Offloads => "what drivers do in the kernel's stead",
            FactKind.Answers => "who answers for virtual addresses",
            FactKind.DataPath => "the way through the service",
            FactKind.IpvsDetails => "counters, sync daemons, thresholds, persistence entries, scheduler flags, the details of tunnels, "
                + "and the size of the connection table",
            _ => "the network namespace",
        };
}
