using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>The kernel's rule for link names: <c>dev_valid_name</c> in <c>net/core/dev.c</c>.</summary>
public static class LinkName
{
    /// <summary>IFNAMSIZ (16) less the final NUL, from <c>include/uapi/linux/if.h</c>.</summary>
    public const int MaxBytes = 15;

    /// <summary>ALTIFNAMSIZ (128) less the final NUL, from <c>include/uapi/linux/if.h</c>: of an alternative name.</summary>
    public const int MaxAlternativeBytes = 127;

    /// <summary>
    /// What the kernel's <c>isspace</c> takes for a blank. Its table is Latin-1, so the byte 0xA0 is one too, even
    /// inside a UTF-8 letter such as <c>à</c>.
    /// </summary>
    private static ReadOnlySpan<byte> Blanks => [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0xa0];

    /// <summary>What is wrong with a text as the name that a link is to have, or null where nothing is.</summary>
    public static string? DescribeInvalid(string name)
    {
        int count = NameBytes.Encode(name).Length;
        return count > MaxBytes ? $"it has {count} bytes, and a link's name has at most {MaxBytes}."
            : name is "all" or "default"
                ? $"it is reserved: /proc/sys/net/ipv4/conf/{name} holds the settings of {(name == "all" ? "all links" : "new links")}."
            : DescribeUnfindable(name);
    }

    /// <summary>What is wrong with a text as the name or the alternative name of a link that exists, or null where nothing is.</summary>
    public static string? DescribeUnfindable(string name)
    {
        byte[] bytes = NameBytes.Encode(name);
        return bytes.Length == 0 ? "it is empty."
            : bytes.Length > MaxAlternativeBytes
                ? $"it has {bytes.Length} bytes, and an alternative name has at most {MaxAlternativeBytes}."
            : name is "." or ".." ? "it stands for a directory."
            : bytes.AsSpan().IndexOfAny((byte)'/', (byte)':', (byte)0) >= 0 ? "a link's name has no slash, colon or NUL."
            : bytes.AsSpan().IndexOfAny(Blanks) >= 0 ? "a link's name has no blank (nor a letter with the byte A0 in UTF-8)."
            : name.Contains('%') ? "the kernel takes '%' for a number that it is to fill in."
            : null;
    }
}
