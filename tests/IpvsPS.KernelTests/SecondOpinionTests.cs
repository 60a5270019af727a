using IpvsPS.KernelTests.Ipvs;
using IpvsPS.KernelTests.Links;
using IpvsPS.KernelTests.Netlink;

namespace IpvsPS.KernelTests;

/// <summary>What netlink's answers and the socket's limits are, once more on the stock kernel.</summary>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class SocketOnStockKernelTests : NetlinkSocketTests;

/// <summary>Reading and changing what IPVS holds, once more on the stock kernel.</summary>
/// <param name="lab">The engine.</param>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class TimeoutOnStockKernelTests(LabSession lab) : TimeoutTests(lab);

/// <summary>Making links, once more on the stock kernel.</summary>
/// <param name="lab">The engine.</param>
[Trait(Kernels.Trait, Kernels.Stock)]
public sealed class DummyLinkOnStockKernelTests(LabSession lab) : NewDummyLinkTests(lab);
