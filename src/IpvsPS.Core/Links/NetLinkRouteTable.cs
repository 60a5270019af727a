using System.Globalization;

namespace IpvsPS;

/// <summary>
/// A routing table as users type it: <c>main</c>, <c>local</c>, <c>default</c> or a number; <c>all</c> where tables are
/// chosen from. <see cref="ToString"/> gives the same text back.
/// </summary>
public readonly record struct NetLinkRouteTable
{
    /// <summary>Every table (RT_TABLE_UNSPEC).</summary>
    public static readonly NetLinkRouteTable All = new(0);

    /// <summary>The table that is looked at last (RT_TABLE_DEFAULT).</summary>
    public static readonly NetLinkRouteTable Default = new(253);

    /// <summary>The table of routes to elsewhere (RT_TABLE_MAIN).</summary>
    public static readonly NetLinkRouteTable Main = new(254);

    /// <summary>The table of addresses that are this host's (RT_TABLE_LOCAL).</summary>
    public static readonly NetLinkRouteTable Local = new(255);

    /// <summary>Makes a table from its number.</summary>
    /// <param name="id">1 to 4294967295; 0 for all.</param>
    public NetLinkRouteTable(uint id) => Id = id;

    /// <summary>Makes a table from its name or number.</summary>
    /// <param name="text"><c>main</c>, <c>local</c>, <c>default</c>, <c>all</c> or a number.</param>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public NetLinkRouteTable(string text) => this = Parse(text);

    /// <summary>The number; 0 for all.</summary>
    public uint Id { get; }

    /// <summary>Parses <c>main</c>, <c>local</c>, <c>default</c>, <c>all</c> or a number.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The table.</returns>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public static NetLinkRouteTable Parse(string text) =>
        text.Trim().ToLowerInvariant() switch
        {
            "all" => All,
            "default" => Default,
            "main" => Main,
            "local" => Local,
            string number when uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id > 0 =>
                new NetLinkRouteTable(id),
            _ => throw new FormatException(
                $"'{text}' is not a routing table: write main, local, default, or a number from 1 to 4294967295."
            ),
        };

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns><c>main</c>, <c>local</c>, <c>default</c>, <c>all</c> or the number.</returns>
    public override string ToString() =>
        Id switch
        {
            0 => "all",
            253 => "default",
            254 => "main",
            255 => "local",
            _ => Id.ToString(CultureInfo.InvariantCulture),
        };
}
