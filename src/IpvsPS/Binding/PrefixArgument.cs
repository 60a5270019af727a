using System.Net;

namespace IpvsPS.Binding;

/// <summary>
/// An address with or without a prefix length, as it is typed: <c>10.0.0.1</c>, <c>10.0.0.1/24</c>, <c>2001:db8::/48</c>. An
/// IPAddress converts to it.
/// </summary>
public readonly record struct PrefixArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">An address, or an address, a slash and a prefix length.</param>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with it.</exception>
    public PrefixArgument(string text) => Prefix = ReadText(text);

    /// <summary>Makes it from an address, without a prefix length.</summary>
    /// <param name="address">An IPv4 or IPv6 address; its zone, if it has one, is dropped.</param>
    public PrefixArgument(IPAddress address) => Prefix = new InetPrefix(AddressArgument.WithoutZone(address));

    /// <summary>The address and the prefix length.</summary>
    internal InetPrefix Prefix { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The prefix.</returns>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static PrefixArgument Parse(string text) => new(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Prefix.ToString();

    /// <exception cref="FormatException">The text is no address with or without a prefix length.</exception>
    internal static InetPrefix ReadText(string text)
    {
        try
        {
            return InetPrefix.Parse(text);
        }
        catch (FormatException e) when (AddressText.LooksLikeName(text))
        {
            throw new FormatException($"{e.Message} {AddressText.NamesAreNotResolved}", e);
        }
    }
}
