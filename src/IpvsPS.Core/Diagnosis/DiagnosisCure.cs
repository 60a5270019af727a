namespace IpvsPS.Diagnosis;

/// <summary>What a cure changes.</summary>
public enum CureKind
{
    /// <summary>Writes a sysctl.</summary>
    Sysctl,

    /// <summary>Sets a link up.</summary>
    LinkUp,

    /// <summary>Sets up a virtual address in a real server's namespace.</summary>
    DirectRouting,
}

/// <summary>A cure that cuts no connection off and can be undone.</summary>
/// <param name="Kind">What it changes; the finding's field says which.</param>
/// <param name="Value">What a sysctl becomes; null for the other kinds.</param>
/// <param name="Sysctls">
/// The sysctls that it may write, by their names with dots; an asterisk stands for the name of a link. Empty for the other kinds.
/// </param>
public sealed record DiagnosisCure(CureKind Kind, string? Value, IReadOnlyList<string> Sysctls)
{
    /// <summary>Sets the link up that the finding names.</summary>
    public static DiagnosisCure LinkUp { get; } = new(CureKind.LinkUp, null, []);

    /// <summary>Sets up the virtual address that the finding names.</summary>
    public static DiagnosisCure DirectRouting { get; } = new(CureKind.DirectRouting, null, []);

    /// <summary>Writes the sysctl that the finding names.</summary>
    /// <param name="value">The new value.</param>
    /// <param name="sysctls">The sysctls that it may be.</param>
    public static DiagnosisCure Sysctl(string value, params string[] sysctls) => new(CureKind.Sysctl, value, sysctls);

    /// <summary>The one sysctl that it can be about; null where there are several, or none.</summary>
    public string? OnlySysctl => Sysctls is [var one] && !one.Contains('*') ? one : null;

    /// <summary>The path below /proc/sys of a sysctl that it may write; null for any other.</summary>
    /// <param name="name">The sysctl's name with dots.</param>
    public string? PathOf(string name) => Sysctls.Select(pattern => PathOf(pattern, name)).FirstOrDefault(path => path is not null);

    private static string? PathOf(string pattern, string name)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern == name ? name.Replace('.', '/') : null;
        }

        (string head, string tail) = (pattern[..star], pattern[(star + 1)..]);
        bool fits =
            name.Length > head.Length + tail.Length
            && name.StartsWith(head, StringComparison.Ordinal)
            && name.EndsWith(tail, StringComparison.Ordinal);
        string link = fits ? name[head.Length..^tail.Length] : string.Empty;
        return fits && !link.Contains('/') && link is not ("." or "..") ? $"{head.Replace('.', '/')}{link}{tail.Replace('.', '/')}" : null;
    }
}
