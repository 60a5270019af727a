namespace IpvsPS.Configuration.Keepalived;

/// <summary>What keepalived.conf is read with besides its text.</summary>
public sealed record KeepalivedReadOptions
{
    /// <summary>What <c>@id</c> lines are compared with, as keepalived's -i; null for the host's name up to its first dot.</summary>
    public string? ConfigurationId { get; init; }

    /// <summary>Whether <c>include</c> opens files; without it an include is an error.</summary>
    public bool AllowIncludes { get; init; } = true;

    /// <summary>How many lines macros and sequences may make, so that <c>~SEQ(n, 1, 1, 999999999)</c> ends.</summary>
    public int MostMadeLines { get; init; } = 5_000_000;

    /// <summary>How many IPVS services address ranges may make.</summary>
    public int MostServices { get; init; } = 1_000_000;

    /// <summary>How many bytes all files together may have.</summary>
    public int MostBytes { get; init; } = 64 << 20;

    /// <summary>What <c>${_ENV NAME}</c> stands for; null for the variables of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
