using System.Net.Sockets;
using System.Runtime.InteropServices;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>A socket of SCTP, one connection each, which .NET knows no protocol type for.</summary>
internal static class SctpSocket
{
    private const int SctpProtocol = 132;
    private const int StreamType = 1;
    private const int IPv4 = 2;
    private const int IPv6 = 10;

    public static Socket Open(NetNamespaceHandle netns, bool isIPv6) =>
        NamespaceThread.Run(
            netns,
            () =>
            {
                int descriptor = Open(isIPv6 ? IPv6 : IPv4, StreamType, SctpProtocol);
                Assert.True(descriptor >= 0, $"The kernel has no SCTP: {Marshal.GetLastPInvokeErrorMessage()}");
                return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            }
        );

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int Open(int family, int type, int protocol);
}
