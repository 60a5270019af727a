using System.Globalization;
using System.Net;

namespace IpvsPS;

/// <summary>
/// An address with or without a prefix length, as users type it: <c>10.0.0.1</c>, <c>10.0.0.1/24</c>,
/// <c>2001:db8::1/64</c>. <see cref="ToString"/> gives the same text back.
/// </summary>
public readonly record struct InetPrefix
{
    /// <summary>Makes a prefix from its text.</summary>
    /// <param name="text">An address, or an address, a slash and a prefix length.</param>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with it.</exception>
    public InetPrefix(string text) => this = Parse(text);

    /// <summary>Makes a prefix without a length.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    public InetPrefix(IPAddress address) => Address = address;

    /// <summary>Makes a prefix with a length.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length does not fit the address family.</exception>
    public InetPrefix(IPAddress address, int? prefixLength)
    {
        int longest = InetAddress.FromIPAddress(address).BitCount;
        if (prefixLength < 0 || prefixLength > longest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(prefixLength),
                prefixLength,
                $"The prefix length of {address} is a number from 0 to {longest}."
            );
        }

        Address = address;
        PrefixLength = prefixLength;
    }

    /// <summary>The address; null only in a default value.</summary>
    public IPAddress? Address { get; }

    /// <summary>The prefix length in bits, or null where none was given.</summary>
    public int? PrefixLength { get; }

    /// <summary>Parses <c>address</c> or <c>address/length</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The prefix.</returns>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with it.</exception>
    public static InetPrefix Parse(string text)
    {
        string trimmed = text.Trim();
        int slash = trimmed.IndexOf('/');
        if (!InetAddress.TryParse(slash < 0 ? trimmed : trimmed.AsSpan(0, slash), out InetAddress address))
        {
            throw new FormatException($"'{text}' is not an address: write 10.0.0.1, 10.0.0.1/24 or 2001:db8::1/64.");
        }

        if (slash < 0)
        {
            return new InetPrefix(address.ToIPAddress());
        }

        bool isLength = int.TryParse(trimmed.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length);
        return isLength && length <= address.BitCount
            ? new InetPrefix(address.ToIPAddress(), length)
            : throw new FormatException(
                $"'{trimmed[(slash + 1)..]}' in '{text}' is not a prefix length: for {address.Family} it is a number from 0 to "
                    + $"{address.BitCount}."
            );
    }

    /// <summary>Whether it is a network of several addresses: it has a prefix length, and no bits are set behind the prefix.</summary>
    public bool IsNetwork =>
        Address is not null
        && PrefixLength is { } length
        && InetAddress.FromIPAddress(Address) is var address
        && length < address.BitCount
        && address.Network(length) == address;

    /// <summary>Whether an address is in this network; false where this is none.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <returns>Whether it begins with the prefix.</returns>
    public bool Contains(IPAddress address) =>
        IsNetwork && InetAddress.FromIPAddress(address).IsIn(InetAddress.FromIPAddress(Address!), PrefixLength!.Value);

    /// <summary>The text <see cref="Parse"/> reads.</summary>
    /// <returns>The prefix's text.</returns>
    public override string ToString() =>
        Address is null ? string.Empty
        : PrefixLength is null ? Address.ToString()
        : $"{Address}/{PrefixLength}";
}
