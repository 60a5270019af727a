using System.Globalization;
using System.Text;

namespace IpvsPS.DirectRouting;

/// <summary>One sysctl of a link as it was before.</summary>
internal readonly record struct FormerValue(string Link, LinkSysctl Sysctl, int Value);

/// <summary>
/// The sysctls that were changed for a link of virtual addresses, as they were before. It is kept in the link's alias
/// (<c>ip link</c> shows it), which any process finds and which goes with the link, the namespace and the kernel, exactly
/// when the changes do.
/// </summary>
internal sealed class FormerValues
{
    /// <summary>IFALIASZ (256) less the final NUL, from <c>include/linux/if.h</c>.</summary>
    public const int MaxBytes = 255;

    /// <summary>What an alias begins with that is such a record.</summary>
    private const string Mark = "IpvsPS direct routing";

    private const string Heading = ", before:";

    private readonly List<FormerValue> _values = [];

    /// <summary>The values, in the order of the changes.</summary>
    public IReadOnlyList<FormerValue> Values => _values;

    /// <summary>Reads an alias; null where it is none of these.</summary>
    public static FormerValues? Parse(string? alias)
    {
        if (alias is null || !alias.StartsWith(Mark, StringComparison.Ordinal))
        {
            return null;
        }

        var former = new FormerValues();
        foreach (string word in alias.Split(' ').Where(word => word.Contains(':') && !word.EndsWith(':')))
        {
            // No link's name has a colon or a blank: dev_valid_name in net/core/dev.c.
            string[] parts = word.Split(':');
            LinkSysctl? sysctl = parts[1].Length < 2 ? null : LinkSysctl.All.FirstOrDefault(one => one.Letter == parts[1][0]);
            if (sysctl is not null && int.TryParse(parts[1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                former._values.Add(new FormerValue(parts[0], sysctl, value));
            }
        }

        return former;
    }

    /// <summary>Notes a value, unless an older one of the same sysctl is noted.</summary>
    public void Add(FormerValue value)
    {
        if (!_values.Exists(one => one.Link == value.Link && one.Sysctl == value.Sysctl))
        {
            _values.Add(value);
        }
    }

    /// <summary>Whether an alias has room for them.</summary>
    public bool Fits => Encoding.UTF8.GetByteCount(ToString()) <= MaxBytes;

    /// <summary>The alias.</summary>
    /// <returns><c>IpvsPS direct routing, before: eth0:i0 eth0:a0</c>.</returns>
    public override string ToString() =>
        _values.Count == 0
            ? Mark
            : $"{Mark}{Heading} {string.Join(' ', _values.Select(one => $"{one.Link}:{one.Sysctl.Letter}{one.Value}"))}";
}
