using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>The kernel's rules for addresses of links, and what it takes for granted.</summary>
public static class AddressRules
{
    /// <summary>A lifetime has 32 bits of seconds, of which the last value is for ever.</summary>
    private const double MostSeconds = uint.MaxValue - 1;

    /// <summary>The first rule that an address breaks which is to be added; null where it breaks none.</summary>
    /// <param name="address">The address, with its link's name.</param>
    /// <returns>The problem.</returns>
    public static Problem<LinkProblemCode>? Check(NetLinkAddress address)
    {
        bool isIPv4 = InetAddress.FromIPAddress(address.Address).Family == AddressFamily.IPv4;
        if (address.Address.Equals(IPAddress.Any))
        {
            // The kernel says that it added it, and does nothing.
            return new(LinkProblemCode.AddressUnspecified, nameof(address.Address), address.Address);
        }

        if (!isIPv4 && (address.Label ?? (object?)address.BroadcastAddress) is not null)
        {
            return new(LinkProblemCode.IPv4SettingForeign, nameof(address.Label), address);
        }

        bool isLabel =
            address.Label is not { } label
            || (
                label.StartsWith(address.LinkName, StringComparison.Ordinal)
                && !label.Contains('\0')
                && NameBytes.Encode(label).Length <= LinkName.MaxBytes
            );
        return isLabel
            ? CheckLifetimes(address)
            : new(LinkProblemCode.LabelInvalid, nameof(address.Label), address.Label, LinkName.MaxBytes, address.LinkName);
    }

    /// <summary>Whether an address has a prefix length.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">The prefix length in bits.</param>
    /// <returns>The problem; null where it has.</returns>
    public static Problem<LinkProblemCode>? CheckPrefixLength(IPAddress address, int length)
    {
        int longest = InetAddress.FromIPAddress(address).BitCount;
        return length >= 0 && length <= longest
            ? null
            : new(LinkProblemCode.PrefixLengthInvalid, nameof(NetLinkAddress.PrefixLength), length, address, longest);
    }

    /// <summary>How far an address reaches where nobody says: 127.0.0.0/8 on this host only, as <c>ip addr add</c> has it.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The scope.</returns>
    public static NetLinkScope DefaultScope(IPAddress address) =>
        InetAddress.FromIPAddress(address).Family == AddressFamily.IPv4 && IPAddress.IsLoopback(address)
            ? NetLinkScope.Host
            : NetLinkScope.Global;

    private static Problem<LinkProblemCode>? CheckLifetimes(NetLinkAddress address)
    {
        if (IsNoLifetime(address.ValidLifetime))
        {
            return Invalid(nameof(address.ValidLifetime), address.ValidLifetime!.Value);
        }

        if (IsNoLifetime(address.PreferredLifetime))
        {
            return Invalid(nameof(address.PreferredLifetime), address.PreferredLifetime!.Value);
        }

        if (address.ValidLifetime == TimeSpan.Zero)
        {
            return new(LinkProblemCode.LifetimeZero, nameof(address.ValidLifetime));
        }

        return address.ValidLifetime is { } valid && (address.PreferredLifetime ?? TimeSpan.MaxValue) > valid
            ? new(
                LinkProblemCode.PreferredLifetimeTooLong,
                nameof(address.PreferredLifetime),
                address.PreferredLifetime?.TotalSeconds ?? (object)"forever",
                valid.TotalSeconds
            )
            : null;
    }

    private static bool IsNoLifetime(TimeSpan? lifetime) =>
        lifetime is { } time && (time < TimeSpan.Zero || time.TotalSeconds > MostSeconds || time.Ticks % TimeSpan.TicksPerSecond != 0);

    private static Problem<LinkProblemCode> Invalid(string field, TimeSpan lifetime) =>
        new(LinkProblemCode.LifetimeInvalid, field, lifetime.TotalSeconds, MostSeconds);
}
