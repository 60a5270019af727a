using System.Globalization;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>An address range.</summary>
/// <param name="Network">Its first address.</param>
/// <param name="Length">The length of the prefix in bits.</param>
public readonly record struct AddressRange(InetAddress Network, byte Length) : IComparable<AddressRange>
{
    /// <summary>The family of its addresses.</summary>
    public AddressFamily Family => Network.Family;

    /// <summary>Whether an address lies in it.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False too for an address of the other family.</returns>
    public bool Contains(InetAddress address) => address.IsIn(Network, Length);

    /// <summary>Reads <c>10.96.0.0/16</c>; bits behind the prefix are cleared.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out AddressRange range)
    {
        string trimmed = text.Trim();
        int slash = trimmed.IndexOf('/');
        range = default;
        if (
            slash < 0
            || !InetAddress.TryParse(trimmed.AsSpan(0, slash), out InetAddress address)
            || !byte.TryParse(trimmed.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte length)
            || length > address.BitCount
        )
        {
            return false;
        }

        range = new AddressRange(address.Network(length), length);
        return true;
    }

    /// <summary>By address, then the longer range first.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    public int CompareTo(AddressRange other)
    {
        int byNetwork = Network.CompareTo(other.Network);
        return byNetwork != 0 ? byNetwork : Length.CompareTo(other.Length);
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    /// <returns><c>10.96.0.0/16</c>.</returns>
    public override string ToString() => $"{Network}/{Length}";
}
