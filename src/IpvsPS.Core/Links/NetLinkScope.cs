namespace IpvsPS;

/// <summary>How far an address or a route reaches; values of <c>enum rt_scope_t</c> in <c>include/uapi/linux/rtnetlink.h</c>.</summary>
public enum NetLinkScope : byte
{
    /// <summary>Everywhere.</summary>
    Global = 0,

    /// <summary>Inside this site (IPv6, deprecated).</summary>
    Site = 200,

    /// <summary>On this link only.</summary>
    Link = 253,

    /// <summary>On this host only, as 127.0.0.1.</summary>
    Host = 254,

    /// <summary>Nowhere.</summary>
    Nowhere = 255,
}
