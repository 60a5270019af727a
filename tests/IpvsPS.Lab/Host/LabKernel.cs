namespace IpvsPS.Lab.Host;

/// <summary>The kernels that the lab boots.</summary>
public enum LabKernel
{
    /// <summary>Debian's user-mode-linux, an ordinary process: it boots in seconds. It has no nftables for IPv4, IPv6 and inet.</summary>
    User,

    /// <summary>Debian's stock kernel in QEMU without KVM, with every module: ten times slower and more.</summary>
    Stock,
}
