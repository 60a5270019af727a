using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IpvsPS.Firewall;

/// <summary>
/// The commands for <c>nft -f -</c>: the whole table in one transaction, or changes of elements in one. All of it is made of
/// numbers and the table's own names.
/// </summary>
internal static class FirewallText
{
    /// <summary>So many elements in a line.</summary>
    private const int ElementsPerLine = 200;

    /// <summary>Makes the table anew, with exactly these elements, in place of whatever is there under its name.</summary>
    public static string Replace(FirewallLayout layout, IEnumerable<FirewallElement> elements)
    {
        var text = new StringBuilder();
        AppendRemoval(text);
        text.AppendLine($"table inet {FirewallWords.Table} {{");
        text.AppendLine($"  set {LayoutName(layout)} {{ type inet_service; }}");
        foreach (FirewallSet set in Enum.GetValues<FirewallSet>())
        {
            foreach (AddressFamily family in FirewallWords.Families)
            {
                foreach (IpvsProtocol protocol in FirewallWords.HasProtocol(set) ? FirewallWords.Protocols : [default])
                {
                    string word = set == FirewallSet.ShortCircuit ? "map" : "set";
                    string flags = FirewallWords.HasRanges(set) ? " flags interval;" : string.Empty;
                    text.AppendLine(
                        $"  {word} {FirewallWords.Name(set, family, protocol)} {{ type {FirewallWords.Type(set, family)};{flags} }}"
                    );
                }
            }
        }

        FirewallChains.Write(text, layout);
        text.AppendLine("}");
        AppendElements(text, "add", elements);
        return text.ToString();
    }

    /// <summary>Changes elements of the table that is there. Removals stand first: a map's element may come back with another
    /// mark.</summary>
    public static string Change(IEnumerable<FirewallElement> added, IEnumerable<FirewallElement> removed)
    {
        var text = new StringBuilder();
        AppendElements(text, "delete", removed);
        AppendElements(text, "add", added);
        return text.ToString();
    }

    /// <summary>Removes the table, also where there is none.</summary>
    public static string Remove()
    {
        var text = new StringBuilder();
        AppendRemoval(text);
        return text.ToString();
    }

    /// <summary>
    /// The name of an empty set that tells which chains the table has: a table with another was made by another version or with
    /// other options, and is made anew.
    /// </summary>
    public static string LayoutName(FirewallLayout layout)
    {
        var chains = new StringBuilder();
        FirewallChains.Write(chains, layout);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(chains.ToString()));
        return $"layout_{BinaryPrimitives.ReadUInt32BigEndian(hash):x8}";
    }

    /// <summary>To remove what may not be there, it is added first.</summary>
    private static void AppendRemoval(StringBuilder text) =>
        text.AppendLine($"add table inet {FirewallWords.Table}").AppendLine($"delete table inet {FirewallWords.Table}");

    private static void AppendElements(StringBuilder text, string verb, IEnumerable<FirewallElement> elements)
    {
        string? open = null;
        int count = 0;
        foreach (FirewallElement element in elements.Order())
        {
            string name = FirewallWords.NameOf(element);
            if (open != name || count == ElementsPerLine)
            {
                text.Append(open is null ? string.Empty : " }\n")
                    .Append(verb)
                    .Append(" element inet ")
                    .Append(FirewallWords.Table)
                    .Append(' ')
                    .Append(name)
                    .Append(" { ");
                (open, count) = (name, 0);
            }

            text.Append(count++ == 0 ? string.Empty : ", ");
            FirewallWords.Write(text, element, isKey: verb == "delete");
        }

        text.Append(open is null ? string.Empty : " }\n");
    }
}
