using System.Management.Automation;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for links and addresses: the kernel's error numbers in words, by what was being done.</summary>
internal static class LinkErrors
{
    /// <summary>What means the same in every request about links and addresses.</summary>
    public static ErrorRecord? Describe(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EPERM when KernelErrors.LacksCapability(exception) => Make(
                exception,
                "PermissionDenied",
                ErrorCategory.PermissionDenied,
                $"it needs the capability CAP_NET_ADMIN in the network namespace: {UserNamespace.RunAsRoot}",
                target
            ),
            Errno.ENODEV => Make(
                exception,
                "NetLinkNotFound",
                ErrorCategory.ObjectNotFound,
                "there is no such link. Get-NetLink lists those there are.",
                target
            ),
            Errno.EEXIST => Make(
                exception,
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "a link of that name is there already. Get-NetLink shows it, Remove-NetLink removes it.",
                target
            ),
            _ => null,
        };

    public static ErrorDescriber DescribeCreation(string kind) =>
        (exception, target) =>
            exception.Error switch
            {
                Errno.EOPNOTSUPP => Make(
                    exception,
                    "NetLinkKindNotSupported",
                    ErrorCategory.NotInstalled,
                    $"the running kernel does not have this kind of link. Load it as root with 'modprobe {ModuleOf(kind)}', or "
                        + "boot a kernel that has it.",
                    target
                ),
                _ => Describe(exception, target),
            };

    public static ErrorRecord? DescribePairCreation(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EEXIST => Make(
                exception,
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "a link of that name, or of the peer's, is there already. Get-NetLink shows it, Remove-NetLink removes it.",
                target
            ),
            _ => DescribeCreation("veth")(exception, target),
        };

    public static ErrorDescriber DescribeTunnelCreation(string kind) =>
        (exception, target) =>
            exception.Error switch
            {
                Errno.EEXIST => Make(
                    exception,
                    "NetLinkExists",
                    ErrorCategory.ResourceExists,
                    "a link of that name is there already, or a tunnel of that kind between the same addresses; "
                        + "a tunnel from any to any address is there from the beginning (tunl0, gre0, sit0, ip6tnl0). Get-NetLink "
                        + "shows them; Set-NetLink -Up is enough to use one.",
                    target
                ),
                _ => DescribeCreation(kind)(exception, target),
            };

    public static ErrorRecord? DescribeChange(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EPERM when !KernelErrors.LacksCapability(exception) => Make(
                exception,
                "NetLinkBusy",
                ErrorCategory.ResourceBusy,
                IsOfLinkThatIsUp(exception)
                    ? "a bond takes only links that are down. Give -Down with -Master; the bond sets the link up."
                    : "the master does not take it.",
                target
            ),
            Errno.EBUSY when exception.KernelMessage is not null => Make(
                exception,
                "NetLinkBusy",
                ErrorCategory.ResourceBusy,
                IsOfLinkThatIsUp(exception) ? "the link is up. Give -Down with -Master." : "the link or its master is in use.",
                target
            ),
            Errno.EBUSY => Make(
                exception,
                "NetLinkBusy",
                ErrorCategory.ResourceBusy,
                "this kernel renames only links that are down, or the link is in use by another. Give -Down with -NewName, "
                    + "then set it up again.",
                target
            ),
            Errno.EOPNOTSUPP => Make(
                exception,
                "NetLinkChangeNotSupported",
                ErrorCategory.InvalidOperation,
                "its kind of link does not do that, or -Master is neither a bridge nor a bond.",
                target
            ),
            _ => Describe(exception, target),
        };

    public static ErrorRecord? DescribeMove(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EEXIST => Make(
                exception,
                "NetLinkExists",
                ErrorCategory.ResourceExists,
                "the destination has a link of that name. Rename one of them with Set-NetLink -NewName.",
                target
            ),
            Errno.EINVAL => Make(
                exception,
                "NetLinkNotMovable",
                ErrorCategory.InvalidOperation,
                "it belongs to its network namespace, as lo, bridges and some tunnels do.",
                target
            ),
            _ => Describe(exception, target),
        };

    public static ErrorRecord? DescribeRemoval(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EOPNOTSUPP => Make(
                exception,
                "NetLinkNotRemovable",
                ErrorCategory.InvalidOperation,
                "only links that were made can be removed, not lo and not hardware.",
                target
            ),
            _ => Describe(exception, target),
        };

    public static ErrorRecord? DescribeAddition(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EEXIST => Make(
                exception,
                "NetLinkAddressExists",
                ErrorCategory.ResourceExists,
                "the link has that address already. Get-NetLinkAddress shows it.",
                target
            ),
            Errno.EADDRNOTAVAIL => Make(
                exception,
                "NetLinkAddressInvalid",
                ErrorCategory.InvalidArgument,
                "no link can have that address.",
                target
            ),
            Errno.EINVAL when target is NetLinkAddress { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => Make(
                exception,
                "NetLinkAddressRefused",
                ErrorCategory.InvalidArgument,
                "the kernel refused the address. IPv6 needs a link with an MTU of 1280 or more.",
                target
            ),
            Errno.EACCES => Make(
                exception,
                "IPv6Disabled",
                ErrorCategory.InvalidOperation,
                "IPv6 is switched off on the link (sysctl net.ipv6.conf.*.disable_ipv6).",
                target
            ),
            Errno.EOPNOTSUPP or Errno.EAFNOSUPPORT => Make(
                exception,
                "AddressFamilyNotSupported",
                ErrorCategory.NotInstalled,
                "the running kernel does not have this address family.",
                target
            ),
            _ => Describe(exception, target),
        };

    public static ErrorRecord? DescribeAddressRemoval(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EADDRNOTAVAIL => Make(
                exception,
                "NetLinkAddressNotFound",
                ErrorCategory.ObjectNotFound,
                "the link does not have that address with that prefix length. Get-NetLinkAddress lists those it has.",
                target
            ),
            _ => Describe(exception, target),
        };

    public static CommandException LinkNotFound(string name, string place) =>
        new(ErrorIds.NetLinkNotFound, ErrorCategory.ObjectNotFound, $"There is no link {name}{place}. Get-NetLink lists those there are.");

    /// <exception cref="CommandException">A rule is broken.</exception>
    public static void ThrowIf(Problem<LinkProblemCode>? problem)
    {
        if (problem is { } found)
        {
            throw new CommandException(IdOf(found.Code), ErrorCategory.InvalidArgument, LinkProblemText.Describe(found, ParameterOf));
        }
    }

    /// <summary>The error id of a broken rule.</summary>
    public static string IdOf(LinkProblemCode code) =>
        code switch
        {
            LinkProblemCode.AddressUnspecified => ErrorIds.NetLinkAddressInvalid,
            LinkProblemCode.PrefixLengthInvalid => ErrorIds.NetLinkAddressPrefixInvalid,
            LinkProblemCode.IPv4SettingForeign => ErrorIds.NetLinkAddressSettingNotSupported,
            LinkProblemCode.LabelInvalid => ErrorIds.NetLinkAddressLabelInvalid,
            LinkProblemCode.LifetimeInvalid or LinkProblemCode.LifetimeZero or LinkProblemCode.PreferredLifetimeTooLong =>
                ErrorIds.NetLinkAddressLifetimeInvalid,
            LinkProblemCode.DestinationNotNetwork => ErrorIds.NetLinkRouteDestinationInvalid,
            LinkProblemCode.WayMissing => ErrorIds.NetLinkRouteWayMissing,
            LinkProblemCode.GatewayForeign => ErrorIds.NetLinkRouteGatewayNotSupported,
            LinkProblemCode.WayConflict => ErrorIds.NetLinkRouteWayConflict,
            LinkProblemCode.GatewayFamilyDiffers => ErrorIds.NetLinkRouteGatewayInvalid,
            LinkProblemCode.SourceFamilyDiffers => ErrorIds.NetLinkRouteSourceInvalid,
            LinkProblemCode.TosForeign or LinkProblemCode.SourcePrefixForeign => ErrorIds.NetLinkRouteSettingNotSupported,
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "There is no error id for this code."),
        };

    /// <summary>The parameter of a field; most have its name.</summary>
    private static string ParameterOf(string field) => field == nameof(NetLinkRoute.LinkName) ? "-Link" : $"-{field}";

    public static CommandException AddressNotFound(InetPrefix address, string? link, string place) =>
        new(
            "NetLinkAddressNotFound",
            ErrorCategory.ObjectNotFound,
            $"{(link is null ? "No link has" : $"{link} does not have")} the address {address}{place}. Get-NetLinkAddress lists "
                + "those there are."
        );

    /// <exception cref="CommandException">No link can have the name.</exception>
    public static void ThrowIfInvalidName(string name)
    {
        if (LinkName.DescribeInvalid(name) is { } problem)
        {
            throw InvalidName(name, problem);
        }
    }

    /// <exception cref="CommandException">The text is neither a name of a link nor an alternative name.</exception>
    public static void ThrowIfUnfindable(string name)
    {
        if (LinkName.DescribeUnfindable(name) is { } problem)
        {
            throw InvalidName(name, problem);
        }
    }

    private static CommandException InvalidName(string name, string problem) =>
        new("NetLinkNameInvalid", ErrorCategory.InvalidArgument, $"'{name}' cannot name a link: {problem}");

    private static string ModuleOf(string kind) =>
        kind switch
        {
            "gre" => "ip_gre",
            "ip6gre" => "ip6_gre",
            "ip6tnl" => "ip6_tunnel",
            _ => kind,
        };

    /// <summary>"Device can not be enslaved while up" of a bond, "Device is up. Set it down before adding it as a team port"; older
    /// kernels say nothing.</summary>
    private static bool IsOfLinkThatIsUp(NetlinkException exception) =>
        exception.KernelMessage is not { } words
        || words.Contains("while up", StringComparison.Ordinal)
        || words.Contains("is up", StringComparison.Ordinal);

    internal static ErrorRecord Make(NetlinkException exception, string id, ErrorCategory category, string reason, object? target) =>
        KernelErrors.Make(
            exception,
            id,
            category,
            exception.KernelMessage is { } words ? $"{reason} The kernel says: {words.TrimEnd('.')}." : reason,
            target
        );
}
