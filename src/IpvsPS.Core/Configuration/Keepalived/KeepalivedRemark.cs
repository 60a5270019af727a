namespace IpvsPS.Configuration.Keepalived;

/// <summary>What became of a word of keepalived.conf that did not simply become part of the configuration.</summary>
public enum KeepalivedRemarkKind
{
    /// <summary>keepalived itself passes it over, with a line in its log: an unknown word, a value out of range.</summary>
    PassedOver,

    /// <summary>keepalived takes something else than what stands there, such as UDP where no protocol is named.</summary>
    Replaced,

    /// <summary>keepalived does something with it that an IPVS configuration has no place for, such as a notify script.</summary>
    NotConverted,
}

/// <summary>A word of keepalived.conf that its reader should know about, with its place.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1, as keepalived counts: what a macro or a sequence makes counts as the line that calls it.</param>
/// <param name="Keyword">The word it is about, such as <c>lb_algo</c>.</param>
/// <param name="Message">What is the matter, in words.</param>
public sealed record KeepalivedRemark(KeepalivedRemarkKind Kind, string File, int Line, string Keyword, string Message)
{
    /// <summary>The place and the message.</summary>
    /// <returns><c>keepalived.conf, line 12: nat_mask: keepalived knows no such word here.</c></returns>
    public override string ToString() => $"{File}, line {Line}: {Keyword}: {Message}";
}
