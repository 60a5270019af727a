using System.Globalization;

namespace IpvsPS.ServiceProxy.Objects;

/// <summary>What fields take, in words that go on from "it takes".</summary>
internal static class FieldForm
{
    public const string Text = "text";
    public const string ValidText = "text in valid Unicode";
    public const string Object = "an object";
    public const string List = "a list";
    public const string Truth = "true or false";
    public const string Name = "1 to 253 letters, digits, dots, colons, '-' and '_'";
    public const string Protocol = "TCP, UDP or SCTP";
    public const string Policy = "Cluster or Local";
    public const string Family = "IPv4 or IPv6";
    public const string Address = "an IPv4 or IPv6 address, such as 10.0.0.1 or fd00::1";
    public const string ClusterAddress = Address + ", or None";
    public const string Range = "an address and the length of its prefix, such as 10.96.0.0/16 or fd00:10:96::/108";

    /// <summary>A whole number from one to another.</summary>
    public static string Number(int least, int greatest) =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {greatest}");

    /// <summary>The address of a host of a family.</summary>
    public static string HostOf(AddressFamily family) =>
        $"an {family} address of one host: none of loopback, link-local, multicast or zero";

    /// <summary>An address of a family, because of what another field says.</summary>
    public static string AddressOf(AddressFamily family, FieldPlace because) => $"an {family} address, as {because} says";

    /// <summary>One of these words.</summary>
    public static string OneOf(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
