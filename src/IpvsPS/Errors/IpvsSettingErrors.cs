using System.Management.Automation;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for the settings of IPVS; the target is the setting's name.</summary>
internal static class IpvsSettingErrors
{
    public static ErrorRecord? Describe(NetlinkException exception, object? target) =>
        exception.Error switch
        {
            Errno.EINVAL when target is string name => KernelErrors.Make(
                exception,
                "IpvsSettingValueInvalid",
                ErrorCategory.InvalidArgument,
                $"the kernel refused the value. {DescribeValues(name)}",
                target
            ),
            Errno.EPERM or Errno.EACCES => KernelErrors.Make(
                exception,
                "PermissionDenied",
                ErrorCategory.PermissionDenied,
                "only root may write it, and in a container of its own user namespace nobody may.",
                target
            ),
            Errno.EROFS => KernelErrors.Make(
                exception,
                "IpvsSettingReadOnly",
                ErrorCategory.PermissionDenied,
                "/proc/sys is mounted read-only here, as in a container. Set it from the host with -NetNamespace.",
                target
            ),
            Errno.ENOENT => KernelErrors.Make(
                exception,
                "IpvsSettingNotFound",
                ErrorCategory.ObjectNotFound,
                "the running kernel has no such setting. Get-IpvsSetting lists those it has.",
                target
            ),
            _ => IpvsErrors.Describe(exception, target),
        };

    public static CommandException NotFound(string name)
    {
        bool isKnown = IpvsSettingCatalog.All.Any(definition => string.Equals(definition.Name, name, StringComparison.OrdinalIgnoreCase));
        return new CommandException(
            "IpvsSettingNotFound",
            ErrorCategory.ObjectNotFound,
            isKnown
                ? $"The running kernel has no setting net.ipv4.vs.{name}: it is older, or was built without it. Get-IpvsSetting "
                    + "lists those it has."
                : $"There is no setting net.ipv4.vs.{name}. Get-IpvsSetting lists those there are."
        );
    }

    private static string DescribeValues(string name) =>
        name switch
        {
            "sync_ports" => "It is a power of 2 from 1 to 64.",
            _ => $"It is {IpvsSettingCatalog.Find(name).Values}.",
        };
}
