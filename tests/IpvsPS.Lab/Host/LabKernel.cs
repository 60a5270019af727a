namespace IpvsPS.Lab.Host;

/// <summary>The kernels that the lab boots.</summary>
public enum LabKernel
{
    /// <summary>
    /// The user-mode-linux of Debian testing, an ordinary process: it boots in seconds. It has neither iptables nor nftables for IPv4,
    /// IPv6 and inet. Where it cannot be had, <see cref="Legacy"/> takes its place.
    /// </summary>
    User,

    /// <summary>
    /// The user-mode-linux of this machine's Debian, with iptables of old: a program takes three times as long there. Where it does not
    /// run, <see cref="Stock"/> takes its place.
    /// </summary>
    Legacy,

    /// <summary>Debian's stock kernel in QEMU without KVM, with every module: ten times slower and more.</summary>
    Stock,
}
