using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>A route that the proxy makes: a range that is this machine's, or one that nobody has.</summary>
/// <param name="Range">The range.</param>
/// <param name="IsClosed">Unreachable: what nothing narrower serves in the range is refused. Otherwise local.</param>
internal readonly record struct ProxyRoute(AddressRange Range, bool IsClosed = false) : IComparable<ProxyRoute>
{
    private const string ClosedWord = "unreachable ";

    public int CompareTo(ProxyRoute other) =>
        Range.CompareTo(other.Range) is not 0 and var order ? order : IsClosed.CompareTo(other.IsClosed);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ProxyRoute Parse(string text)
    {
        bool isClosed = text.StartsWith(ClosedWord, StringComparison.Ordinal);
        return AddressRange.TryParse(isClosed ? text[ClosedWord.Length..] : text, out AddressRange range)
            ? new ProxyRoute(range, isClosed)
            : throw new FormatException($"{text} is no route");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsClosed ? ClosedWord + Range : Range.ToString();
}
